using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Enterprise.Api.Tests.Architecture;

/// <summary>Which namespaces of an assembly use which others, read from its source.</summary>
internal sealed class NamespaceDependencies
{
    private const string ImplicitUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    private NamespaceDependencies()
    {
    }

    internal IEnumerable<string> Namespaces => _uses.Keys;

    /// <summary>Reads a project's source files.</summary>
    internal static NamespaceDependencies OfProject(string folder) => Of(
        Path.GetFileName(folder),
        Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsGenerated(Path.GetRelativePath(folder, file)))
            .Select(file => (file, File.ReadAllText(file))));

    /// <summary>Reads sources of the assembly <c>Enterprise.project</c>.</summary>
    internal static NamespaceDependencies Of(string project, IEnumerable<(string File, string Source)> sources)
    {
        var own = $"Enterprise.{project}";
        var found = new NamespaceDependencies();
        var compilation = Compile(own, sources);
        foreach (var tree in compilation.SyntaxTrees)
        {
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                var isImport = name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is not null;
                if (!isImport && Declaring(model.GetSymbolInfo(name)) is { } used && IsIn(used, own))
                    found.Add(Enclosing(model, name), used, $"{Path.GetFileName(tree.FilePath)}: {name}");
            }
        }

        return found;
    }

    /// <summary>The uses that are part of a cycle: of a namespace that uses this one, directly or not.</summary>
    internal IReadOnlyList<string> Cycles()
    {
        var reachable = _uses.Keys.ToDictionary(from => from, Reachable, StringComparer.Ordinal);
        return
        [
            .. from pair in _uses
               from use in pair.Value
               where reachable.TryGetValue(use.Key, out var back) && back.Contains(pair.Key)
               select $"{pair.Key} uses {use.Key} ({use.Value})",
        ];
    }

    private void Add(string from, string to, string where)
    {
        if (!_uses.TryGetValue(from, out var uses))
            _uses[from] = uses = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (from != to)
            uses.TryAdd(to, where);
    }

    private HashSet<string> Reachable(string from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var left = new Stack<string>([from]);
        while (left.TryPop(out var current))
        {
            foreach (var next in _uses.GetValueOrDefault(current)?.Keys ?? Enumerable.Empty<string>())
            {
                if (seen.Add(next))
                    left.Push(next);
            }
        }

        return seen;
    }

    private static CSharpCompilation Compile(string own, IEnumerable<(string File, string Source)> sources)
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Where(path => Path.GetFileNameWithoutExtension(path) != own)
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
            own,
            [
                CSharpSyntaxTree.ParseText(ImplicitUsings, options),
                .. sources.Select(source => CSharpSyntaxTree.ParseText(source.Source, options, source.File)),
            ],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    }

    /// <summary>The namespace that declares what a name means; null for local names and namespaces.</summary>
    private static string? Declaring(SymbolInfo info)
    {
        var symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        return symbol is INamedTypeSymbol or IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol
            ? symbol.ContainingNamespace?.ToDisplayString()
            : null;
    }

    private static string Enclosing(SemanticModel model, SyntaxNode node) =>
        node.FirstAncestorOrSelf<BaseNamespaceDeclarationSyntax>()?.Name.ToString()
        ?? model.Compilation.AssemblyName!;

    private static bool IsGenerated(string path) => path.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";

    private static bool IsIn(string name, string own) =>
        name == own || name.StartsWith($"{own}.", StringComparison.Ordinal);
}
