using System.Text;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// A text as a declared field has it, so that its order in UTF-16 is that of its UTF-8 bytes. The SDK merges the
/// responses of the partitions by UTF-16, in which emoji come before U+E000 to U+FFFF and not after; pages would lose
/// documents. These characters are therefore escaped by a mark and six digits, none of which is a character in use, so
/// that the order is the same in either encoding and a search for a part of a text still finds it.
/// </summary>
internal static class SortableText
{
    // The last code point before the surrogates, unassigned; what is above it is escaped, itself included.
    private const char Mark = '\uD7FF';

    // U+2FE0 to U+2FEF, which belong to no block.
    private const int FirstDigit = 0x2FE0;
    private const int MostShift = 20;

    internal static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange(Mark, char.MaxValue))
            return text;

        var sortable = new StringBuilder(text.Length * 2);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value < Mark)
                sortable.Append((char)rune.Value);
            else
                AppendEscaped(sortable, rune.Value);
        }

        return sortable.ToString();
    }

    private static void AppendEscaped(StringBuilder sortable, int codePoint)
    {
        sortable.Append(Mark);
        for (var shift = MostShift; shift >= 0; shift -= 4)
            sortable.Append((char)(FirstDigit + ((codePoint >> shift) & 0xF)));
    }
}
