using System.Text.RegularExpressions;

namespace Enterprise.Sqlite.Layout;

/// <summary>Names that become part of SQL text; parameters can't stand for them.</summary>
internal static partial class Identifier
{
    /// <summary>The name, if it is snake_case.</summary>
    internal static string Check(string name) => SnakeCase().IsMatch(name)
        ? name
        : throw new ArgumentException($"'{name}' is no snake_case name.", nameof(name));

    /// <summary>The name in quotes, since some kinds are keywords (release).</summary>
    internal static string Quote(string name) => $"\"{Check(name)}\"";

    [GeneratedRegex("^[a-z][a-z0-9_]*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SnakeCase();
}
