using System.Text.Json.Nodes;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>The template, compiled for Azure Resource Manager.</summary>
/// <param name="Result">The result of the compilation.</param>
internal sealed record CompiledTemplate(BicepResult Result)
{
    private static readonly Lazy<Task<CompiledTemplate>> _main = new(Compile);

    internal static string MainFile { get; } = Path.Combine(RepositoryFiles.Templates, "main.bicep");

    /// <summary>The main template with its modules.</summary>
    internal static Task<CompiledTemplate> Main => _main.Value;

    internal JsonObject Json => Result.ExitCode == 0
        ? JsonNode.Parse(Result.Output)!.AsObject()
        : throw new InvalidOperationException(Result.Diagnostics);

    internal JsonObject Parameters => Json["parameters"]!.AsObject();

    private static async Task<CompiledTemplate> Compile() =>
        new(await BicepCompiler.Run("build", MainFile, "--stdout"));
}
