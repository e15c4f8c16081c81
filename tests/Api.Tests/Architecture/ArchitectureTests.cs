using System.Reflection;
using System.Xml.Linq;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;

namespace Enterprise.Api.Tests.Architecture;

/// <summary>Imports point one way, as the design draws them.</summary>
public sealed class ArchitectureTests
{
    /// <summary>What each project may reference of ours.</summary>
    private static readonly Dictionary<string, string[]> _allowed = new()
    {
        ["Core"] = [],
        ["Api"] = ["Core"],
        ["Integrations"] = ["Core"],
        ["Sqlite"] = ["Core"],
        ["Cosmos"] = ["Core"],
        ["Standalone"] = ["Api", "Integrations", "Sqlite", "Cosmos", "Core"],
        ["Functions"] = ["Api", "Integrations", "Cosmos", "Core"],
    };

    /// <summary>Packages that the registry of the machines and of CI does not carry.</summary>
    private static readonly string[] _functionsOnly =
        ["Microsoft.Azure.Functions", "Microsoft.DurableTask", "Microsoft.Azure.WebJobs", "Azure.Messaging.ServiceBus"];

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(Name)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_references_only_what_the_design_allows(string project)
    {
        var references = Items(project, "ProjectReference").Select(Name);

        Assert.Subset(_allowed[project].ToHashSet(), references.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Only_the_functions_host_references_the_functions_packages(string project)
    {
        if (project == "Functions")
            return;
        Assert.DoesNotContain(
            Items(project, "PackageReference"),
            package => _functionsOnly.Any(prefix => package.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(
        "Core", "Enterprise.", "Microsoft.AspNetCore", "Azure.", "Microsoft.Azure", "Microsoft.Data.Sqlite",
        "SQLitePCLRaw")]
    [InlineData(
        "Api", "Enterprise.Sqlite", "Enterprise.Cosmos", "Azure.", "Microsoft.Azure", "Microsoft.Data.Sqlite",
        "SQLitePCLRaw")]
    [InlineData("Sqlite", "Enterprise.Api", "Enterprise.Cosmos", "Microsoft.AspNetCore", "Azure.", "Microsoft.Azure")]
    public void Assembly_references_no_forbidden_assembly(string project, params string[] forbidden)
    {
        var assembly = project switch
        {
            "Core" => typeof(IDocumentStore).Assembly,
            "Api" => typeof(EnterpriseApi).Assembly,
            _ => typeof(SqliteDocumentStore).Assembly,
        };

        Assert.DoesNotContain(
            assembly.GetReferencedAssemblies(),
            reference => forbidden.Any(prefix => reference.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Feature_has_the_same_folder_name_in_Core_and_in_Api()
    {
        var core = typeof(IDocumentStore).Assembly.GetTypes().Select(type => type.Namespace).ToHashSet();
        var handlers = typeof(EnterpriseApi).Assembly.GetTypes()
            .Where(type => type.Name.EndsWith("Endpoints", StringComparison.Ordinal))
            .SelectMany(
                type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(method => Catalogue.All.Any(operation => operation.Name == method.Name))
            .ToList();

        Assert.Equal(Catalogue.All.Count, handlers.Count);
        foreach (var handler in handlers.Where(handler => !handler.Name.EndsWith("ness", StringComparison.Ordinal)))
        {
            var feature = handler.DeclaringType!.Namespace!.Replace(
                "Enterprise.Api.",
                "Enterprise.Core.",
                StringComparison.Ordinal);
            Assert.Contains(feature, core);
        }
    }

    [Fact]
    public void Source_file_declares_the_namespace_of_its_folder()
    {
        var source = Path.Combine(Repository.Root, "src");
        foreach (var project in ProjectFiles().Select(Name))
        {
            var folder = Path.Combine(source, project);
            foreach (var file in Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            {
                var parts = Path.GetRelativePath(folder, Path.GetDirectoryName(file)!)
                    .Split(Path.DirectorySeparatorChar);
                if (parts[0] is "bin" or "obj")
                    continue;
                var declared = File.ReadLines(file)
                    .FirstOrDefault(line => line.StartsWith("namespace ", StringComparison.Ordinal));
                if (declared is not null)
                    Assert.Equal(
                        $"namespace {string.Join('.', ["Enterprise", project, .. parts.Where(part => part != ".")])};",
                        declared);
            }
        }
    }

    private static IEnumerable<string> ProjectFiles() =>
        Directory.EnumerateDirectories(Path.Combine(Repository.Root, "src"))
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.csproj"));

    private static string Name(string path) => Path.GetFileNameWithoutExtension(path.Replace('\\', '/'));

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(ProjectFiles().Single(file => Name(file) == project))
            .Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);
}
