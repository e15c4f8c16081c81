using System.Globalization;
using System.Text;
using Semver;

namespace Enterprise.Core.Releases;

/// <summary>Semantic versions (SemVer 2.0.0), with or without a leading <c>v</c>.</summary>
internal static class SemanticVersion
{
    internal const int MostCharacters = 100;

    internal static bool IsValid(string? text) =>
        text is { Length: <= MostCharacters } && SemVersion.TryParse(text, SemVersionStyles.AllowLowerV, out _);

    /// <summary>The version without its <c>v</c>: what makes it unique.</summary>
    internal static string Normalise(string text) => Parse(text).ToString();

    /// <summary>
    /// A text whose ordinal order is the order of precedence (SemVer 2.0.0, section 11): numbers with their length in
    /// front, <c>0</c> before numeric and <c>1</c> before other identifiers, <c>~</c> behind what is no pre-release.
    /// </summary>
    internal static string SortKey(string text)
    {
        var version = Parse(text);
        var key = new StringBuilder();
        Append(key, version.Major.ToString(CultureInfo.InvariantCulture));
        Append(key, version.Minor.ToString(CultureInfo.InvariantCulture));
        Append(key, version.Patch.ToString(CultureInfo.InvariantCulture));
        if (!version.IsPrerelease)
            return key.Append('~').ToString();
        foreach (var identifier in version.PrereleaseIdentifiers)
        {
            if (identifier.Value.All(char.IsAsciiDigit))
                Append(key.Append('0'), identifier.Value);
            else
                key.Append('1').Append(identifier.Value).Append('!');
        }

        return key.ToString();
    }

    private static SemVersion Parse(string text) => SemVersion.Parse(text, SemVersionStyles.AllowLowerV);

    private static void Append(StringBuilder key, string digits) =>
        key.Append(digits.Length.ToString("000", CultureInfo.InvariantCulture)).Append(digits);
}
