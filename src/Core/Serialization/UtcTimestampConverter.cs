using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Core.Serialization;

/// <summary>
/// Times as RFC 3339 texts. Written in UTC with six decimals, so that the texts sort as the times do; read with any
/// offset, but never without one, because a time without an offset is a guess.
/// </summary>
public sealed class UtcTimestampConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String || !TryParse(reader.GetString(), out var time))
            throw new JsonException("Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z.");
        return time;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[27];
        value.UtcDateTime.TryFormat(text, out var written, Format, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text[..written]);
    }

    /// <summary>The text of a time.</summary>
    internal static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads an RFC 3339 time with an offset, cut to the microsecond.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        time = default;
        if (text is null or { Length: < 17 or > 40 } || !HasOffset(text))
            return false;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time))
            return false;
        time = ToMicroseconds(time);
        return true;
    }

    /// <summary>The time in UTC without what is below a microsecond.</summary>
    public static DateTimeOffset ToMicroseconds(DateTimeOffset time) =>
        new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static bool HasOffset(string text)
    {
        var timePart = text.AsSpan(text.IndexOfAny(['T', 't', ' ']) + 1);
        return text[4] == '-' && text.Length > timePart.Length && timePart.IndexOfAny("Zz+-") > 0;
    }
}
