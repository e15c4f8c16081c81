using System.Reflection;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The files of the repository, and metadata that the build recorded.</summary>
internal static class RepositoryFiles
{
    internal static string Templates { get; } = PathOf("infra", "bicep");

    internal static string PathOf(params string[] parts) => Path.Combine([Metadata("Repository"), .. parts]);

    internal static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    internal static string Metadata(string key) => typeof(RepositoryFiles).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}
