using System.Text.RegularExpressions;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>The output of the host's build, in the same configuration as the tests.</summary>
internal static partial class Build
{
    private const string HostProject = "src/Standalone";

    internal static string Directory { get; } = Find();

    internal static string Assembly => Path.Combine(Directory, "Enterprise.Standalone.dll");

    private static string Find()
    {
        var own = AppContext.BaseDirectory.Replace('\\', '/');
        var place = TestProject().Match(own);
        Assert.True(place.Success, $"{own} is not below a project in tests.");
        return $"{place.Groups["root"].Value}{HostProject}{place.Groups["output"].Value}";
    }

    [GeneratedRegex("^(?<root>.*/)tests/[^/]+(?<output>/bin/.*)$")]
    private static partial Regex TestProject();
}
