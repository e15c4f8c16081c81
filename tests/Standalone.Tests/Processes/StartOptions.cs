namespace Enterprise.Standalone.Tests.Processes;

/// <summary>How the program is started.</summary>
internal sealed record StartOptions(string WorkingDirectory, params IReadOnlyList<string> Arguments)
{
    internal string Assembly { get; init; } = Build.Assembly;

    internal IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    internal StartOptions With(string variable, string value) =>
        this with { Environment = new Dictionary<string, string>(Environment) { [variable] = value } };
}
