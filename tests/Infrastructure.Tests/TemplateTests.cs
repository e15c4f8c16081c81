using System.Text.Json.Nodes;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The text of the templates.</summary>
public sealed class TemplateTests
{
    // A misspelt property is only a warning to the compiler.
    [Fact]
    public async Task Template_compiles_without_errors_and_warnings()
    {
        var template = await CompiledTemplate.Main;

        Assert.Equal((0, ""), (template.Result.ExitCode, template.Result.Diagnostics.Trim()));
    }

    // Shows that the test above can fail.
    [Theory]
    [InlineData("BCP037", "@description('The region.')", "tear: 'Hot'")]
    [InlineData("use-description-params", "", "allowBlobPublicAccess: false")]
    public async Task Compiler_reports_an_unknown_property_and_a_missing_description(
        string code, string description, string property)
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.FullName, "wrong.bicep");
        File.Copy(
            Path.Combine(RepositoryFiles.Templates, "bicepconfig.json"),
            Path.Combine(directory.FullName, "bicepconfig.json"));
        await File.WriteAllTextAsync(
            file,
            $$"""
            {{description}}
            param location string
            resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
              name: 'enterprise'
              location: location
              kind: 'StorageV2'
              sku: { name: 'Standard_LRS' }
              properties: { {{property}} }
            }
            """,
            TestContext.Current.CancellationToken);

        var result = await BicepCompiler.Run("build", file, "--stdout");

        Assert.Contains(code, result.Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_template_is_formatted()
    {
        using var copies = new TemporaryDirectory();
        var files = Directory.EnumerateFiles(RepositoryFiles.Templates, "*.bicep", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(RepositoryFiles.Templates, file), File.ReadAllText);
        foreach (var (name, text) in files)
        {
            var copy = Path.Combine(copies.FullName, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            await File.WriteAllTextAsync(copy, text, TestContext.Current.CancellationToken);
        }

        var result = await BicepCompiler.Run("format", "--pattern", $"{copies.FullName}/**/*.bicep");

        Assert.Equal(0, result.ExitCode);
        Assert.All(files, file => Assert.Equal(File.ReadAllText(Path.Combine(copies.FullName, file.Key)), file.Value));
    }

    [Fact]
    public async Task Every_module_and_parameter_has_a_description()
    {
        var template = await CompiledTemplate.Main;

        foreach (var (name, module) in Templates("main", template.Json))
        {
            Assert.False(string.IsNullOrWhiteSpace((string?)module["metadata"]?["description"]), name);
            foreach (var parameter in module["parameters"]?.AsObject() ?? [])
            {
                Assert.False(
                    string.IsNullOrWhiteSpace((string?)parameter.Value!["metadata"]?["description"]),
                    $"{name}: {parameter.Key}");
            }
        }
    }

    [Fact]
    public async Task No_template_reads_a_key()
    {
        var template = await CompiledTemplate.Main;

        Assert.All(
            ["listKeys", "listConnectionStrings", "listAccountSas", "listSecrets", "AccountKey", "SharedAccessKey"],
            word => Assert.DoesNotContain(word, template.Result.Output, StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<(string Name, JsonObject Template)> Templates(string name, JsonObject template)
    {
        yield return (name, template);
        foreach (var resource in Resources(template["resources"]!))
        {
            if (resource["properties"]?["template"] is JsonObject inner)
            {
                foreach (var module in Templates($"{name}/{resource["name"]}", inner))
                    yield return module;
            }
        }
    }

    // An object by symbolic name if the template declares types, otherwise an array.
    private static IEnumerable<JsonNode> Resources(JsonNode resources) => resources is JsonObject symbols
        ? symbols.Select(symbol => symbol.Value!)
        : resources.AsArray().Select(resource => resource!);
}
