using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Enterprise.Core.Auditing;

/// <summary>
/// The JSON Canonicalization Scheme, RFC 8785: the same bytes for the same values, whatever a store does to white
/// space, to the order of properties, or to the spelling of numbers.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>The canonical form, UTF-8, of an object with just those of its own properties that are wanted.</summary>
    internal static byte[] Write(JsonElement value, Func<JsonProperty, bool> isWanted)
    {
        var output = new StringBuilder(1024);
        WriteObject(output, value, isWanted);
        return Encoding.UTF8.GetBytes(output.ToString());
    }

    private static void Write(StringBuilder output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value, isWanted: null);
                break;
            case JsonValueKind.Array:
                output.Append('[');
                foreach (var (index, item) in value.EnumerateArray().Index())
                {
                    if (index > 0)
                        output.Append(',');
                    Write(output, item);
                }

                output.Append(']');
                break;
            case JsonValueKind.String:
                WriteString(output, value.GetString()!);
                break;
            case JsonValueKind.Number:
                output.Append(Number(value.GetDouble()));
                break;
            default:
                output.Append(value.GetRawText());
                break;
        }
    }

    /// <summary>Properties in the order of their UTF-16 code units (RFC 8785, section 3.2.3).</summary>
    private static void WriteObject(StringBuilder output, JsonElement value, Func<JsonProperty, bool>? isWanted)
    {
        output.Append('{');
        var isFirst = true;
        foreach (var property in value.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (isWanted?.Invoke(property) == false)
                continue;
            if (!isFirst)
                output.Append(',');
            isFirst = false;
            WriteString(output, property.Name);
            output.Append(':');
            Write(output, property.Value);
        }

        output.Append('}');
    }

    /// <summary>Strings with as few escapes as JSON allows (RFC 8785, section 3.2.2.2).</summary>
    private static void WriteString(StringBuilder output, string text)
    {
        output.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                '\b' => output.Append("\\b"),
                '\t' => output.Append("\\t"),
                '\n' => output.Append("\\n"),
                '\f' => output.Append("\\f"),
                '\r' => output.Append("\\r"),
                < ' ' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
                _ => output.Append(character),
            };
        }

        output.Append('"');
    }

    /// <summary>Numbers as ECMAScript spells them (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3).</summary>
    internal static string Number(double value)
    {
        if (value == 0)
            return "0";
        var (digits, point) = Decompose(Math.Abs(value).ToString("R", CultureInfo.InvariantCulture));
        var sign = value < 0 ? "-" : "";
        return sign + point switch
        {
            > 21 or <= -6 => Exponential(digits, point - 1),
            > 0 when point >= digits.Length => digits + new string('0', point - digits.Length),
            > 0 => $"{digits[..point]}.{digits[point..]}",
            _ => $"0.{new string('0', -point)}{digits}",
        };
    }

    /// <summary>The significant digits, and behind how many of them the decimal point stands.</summary>
    private static (string Digits, int Point) Decompose(string shortest)
    {
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var power = mark < 0 ? 0 : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var mantissa = mark < 0 ? shortest : shortest[..mark];
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var leadingZeros = digits.Length - digits.TrimStart('0').Length;
        return (digits.Trim('0'), (dot < 0 ? digits.Length : dot) + power - leadingZeros);
    }

    private static string Exponential(string digits, int power)
    {
        var fraction = digits.Length > 1 ? $".{digits[1..]}" : "";
        var sign = power < 0 ? '-' : '+';
        return string.Create(CultureInfo.InvariantCulture, $"{digits[0]}{fraction}e{sign}{Math.Abs(power)}");
    }
}
