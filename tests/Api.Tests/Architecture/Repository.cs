namespace Enterprise.Api.Tests.Architecture;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    private static string Find(DirectoryInfo? directory) => directory switch
    {
        null => throw new InvalidOperationException("The tests do not run below the repository."),
        _ when File.Exists(Path.Combine(directory.FullName, "Enterprise.sln")) => directory.FullName,
        _ => Find(directory.Parent),
    };
}
