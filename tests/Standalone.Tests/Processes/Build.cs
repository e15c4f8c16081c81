namespace Enterprise.Standalone.Tests.Processes;

/// <summary>Where the build left the host: in the folder of its own project, in the tests' configuration.</summary>
internal static class Build
{
    private const string ThisProject = "tests/Standalone.Tests";
    private const string HostProject = "src/Standalone";

    internal static string Directory { get; } = Find();

    internal static string Assembly => Path.Combine(Directory, "Enterprise.Standalone.dll");

    private static string Find()
    {
        var own = AppContext.BaseDirectory.Replace('\\', '/');
        var at = own.LastIndexOf(ThisProject, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{own} is not below {ThisProject}.");
        return string.Concat(own.AsSpan(0, at), HostProject, own.AsSpan(at + ThisProject.Length));
    }
}
