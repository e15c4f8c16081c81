using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Enterprise.Core.AuditTrail;

/// <summary>
/// The JSON Canonicalization Scheme, RFC 8785: the same bytes for the same values, whatever a store does to white
/// space, to the order of properties, or to the spelling of numbers.
/// </summary>
internal static class CanonicalJson
{
    /// <summary>So many digits are exact in a double, and canonical as they are.</summary>
    private const int MostExactDigits = 15;

    private const double LargestExactInteger = 1L << 53;

    private const byte Escape = (byte)'\\';

    /// <summary>What can't stand in a string as it is.</summary>
    private static readonly SearchValues<char> _escaped = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    /// <summary>The canonical form, UTF-8.</summary>
    internal static byte[] Write(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(output, value);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Writes the canonical form, UTF-8.</summary>
    internal static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, value);
                break;
            case JsonValueKind.Array:
                WriteArray(output, value);
                break;
            case JsonValueKind.String:
                WriteString(output, value);
                break;
            case JsonValueKind.Number:
                WriteNumber(output, value);
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    /// <summary>Strings with as few escapes as JSON allows (RFC 8785, section 3.2.2.2).</summary>
    internal static void WriteString(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var rest = text.AsSpan();
        for (var at = rest.IndexOfAny(_escaped); at >= 0; at = rest.IndexOfAny(_escaped))
        {
            Encoding.UTF8.GetBytes(rest[..at], output);
            Encoding.UTF8.GetBytes(Escaped(rest[at]), output);
            rest = rest[(at + 1)..];
        }

        Encoding.UTF8.GetBytes(rest, output);
        output.Write("\""u8);
    }

    /// <summary>Numbers as ECMAScript spells them (ECMA-262, Number::toString; RFC 8785, section 3.2.2.3).</summary>
    internal static string Number(double value)
    {
        if (value == 0)
            return "0";
        if (Math.Abs(value) < LargestExactInteger && value == Math.Truncate(value))
            return ((long)value).ToString(CultureInfo.InvariantCulture);
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

    /// <summary>Properties in the order of their UTF-16 code units (RFC 8785, section 3.2.3).</summary>
    private static void WriteObject(IBufferWriter<byte> output, JsonElement value)
    {
        var count = value.GetPropertyCount();
        var properties = ArrayPool<JsonProperty>.Shared.Rent(count);
        var areAscii = true;
        foreach (var (index, property) in value.EnumerateObject().Index())
        {
            properties[index] = property;
            var name = JsonMarshal.GetRawUtf8PropertyName(property);
            areAscii = areAscii && Ascii.IsValid(name) && !name.Contains(Escape);
        }

        // Of texts in ASCII the bytes have the order of the code units.
        properties.AsSpan(0, count).Sort(areAscii ? CompareBytes : CompareCodeUnits);
        output.Write("{"u8);
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            WriteName(output, properties[i], areAscii);
            output.Write(":"u8);
            Write(output, properties[i].Value);
        }

        output.Write("}"u8);
        ArrayPool<JsonProperty>.Shared.Return(properties, clearArray: true);
    }

    private static void WriteName(IBufferWriter<byte> output, JsonProperty property, bool isAscii)
    {
        if (!isAscii)
        {
            WriteString(output, property.Name);
            return;
        }

        output.Write("\""u8);
        output.Write(JsonMarshal.GetRawUtf8PropertyName(property));
        output.Write("\""u8);
    }

    private static void WriteArray(IBufferWriter<byte> output, JsonElement value)
    {
        output.Write("["u8);
        var isFirst = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!isFirst)
                output.Write(","u8);
            isFirst = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static void WriteString(IBufferWriter<byte> output, JsonElement value)
    {
        // What has no escape needs none.
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Contains(Escape))
            WriteString(output, value.GetString()!);
        else
            output.Write(raw);
    }

    private static void WriteNumber(IBufferWriter<byte> output, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.Length <= MostExactDigits && raw.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
            output.Write(raw);
        else
            Encoding.UTF8.GetBytes(Number(value.GetDouble()), output);
    }

    private static int CompareBytes(JsonProperty one, JsonProperty other) =>
        JsonMarshal.GetRawUtf8PropertyName(one).SequenceCompareTo(JsonMarshal.GetRawUtf8PropertyName(other));

    private static int CompareCodeUnits(JsonProperty one, JsonProperty other) =>
        string.CompareOrdinal(one.Name, other.Name);

    private static string Escaped(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
    };

    /// <summary>The significant digits, and behind how many of them the decimal point stands.</summary>
    private static (string Digits, int Point) Decompose(string shortest)
    {
        var mark = shortest.IndexOf('E', StringComparison.Ordinal);
        var power = mark < 0
            ? 0
            : int.Parse(shortest.AsSpan(mark + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
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
