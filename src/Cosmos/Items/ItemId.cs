using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// The id of a Cosmos DB item: <c>KIND:ID</c>. Everything but plain ASCII is written as <c>~XX</c> per UTF-8 byte,
/// because Cosmos DB forbids <c>/ \ ? #</c> and its tools differ about the rest.
/// </summary>
internal static class ItemId
{
    private const int MostLength = 1023;
    private const char Escape = '~';

    internal static string Of(string kind, string id)
    {
        var text = new StringBuilder(kind.Length + id.Length + 1).Append(kind).Append(':');
        foreach (var unit in Encoding.UTF8.GetBytes(id))
        {
            if (IsPlain(unit))
                text.Append((char)unit);
            else
                text.Append(CultureInfo.InvariantCulture, $"{Escape}{unit:X2}");
        }

        return text.Length <= MostLength
            ? text.ToString()
            : throw new ArgumentException($"An id of a {kind} is too long for Cosmos DB.", nameof(id));
    }

    internal static string Parse(string kind, string itemId)
    {
        var escaped = itemId.AsSpan(kind.Length + 1);
        if (!escaped.Contains(Escape))
            return escaped.ToString();

        var bytes = new List<byte>(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != Escape)
            {
                bytes.Add((byte)escaped[i]);
                continue;
            }

            bytes.Add(byte.Parse(escaped.Slice(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            i += 2;
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Parses an id that another program may have written.</summary>
    internal static bool TryParse(string kind, string itemId, [NotNullWhen(true)] out string? id)
    {
        id = null;
        if (!itemId.StartsWith($"{kind}:", StringComparison.Ordinal))
            return false;
        try
        {
            id = Parse(kind, itemId);
        }
        catch (Exception exception) when (exception is FormatException or ArgumentOutOfRangeException)
        {
            return false;
        }

        // An item whose id is escaped otherwise could not be read by the parsed id.
        return Of(kind, id) == itemId;
    }

    private static bool IsPlain(byte unit) => char.IsAsciiLetterOrDigit((char)unit) || "-_.:@+".Contains((char)unit);
}
