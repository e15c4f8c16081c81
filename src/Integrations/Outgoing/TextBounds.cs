using System.Text;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Truncates texts to the limits of the services that show them.</summary>
internal static class TextBounds
{
    private const string Ellipsis = "…";

    /// <summary>The text in at most so many UTF-16 characters, with an ellipsis where it was cut.</summary>
    internal static string Within(this string text, int most) => text.Within(most, rune => rune.ToString());

    /// <summary>The same for a text that is encoded rune by rune and never cut within one.</summary>
    internal static string Within(this string text, int most, Func<Rune, string> write)
    {
        var written = new StringBuilder();
        var kept = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            written.Append(write(rune));
            if (written.Length <= most - Ellipsis.Length)
                kept = written.Length;
            else if (written.Length > most)
                return written.ToString(0, kept) + Ellipsis;
        }

        return written.ToString();
    }

    /// <summary>The text in one line, without control characters.</summary>
    internal static string OneLine(this string text) =>
        string.Join(' ', string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
