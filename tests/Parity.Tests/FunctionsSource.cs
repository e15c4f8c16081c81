using System.Reflection;

namespace Enterprise.Parity.Tests;

/// <summary>The source files of the Functions host.</summary>
internal static class FunctionsSource
{
    private static readonly string _folder = typeof(FunctionsSource).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(metadata => metadata.Key == nameof(FunctionsSource)).Value!;

    internal static IEnumerable<string> Texts() => Directory
        .EnumerateFiles(_folder, "*.cs", SearchOption.AllDirectories)
        .Where(file => !IsBuilt(file))
        .Select(File.ReadAllText);

    private static bool IsBuilt(string file) =>
        Path.GetRelativePath(_folder, file).Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj";
}
