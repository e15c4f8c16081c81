using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Core.Serialization;

/// <summary>
/// Enumerations as their names in snake_case and nothing else: no numbers, no other case, no lists of names, which the
/// framework's own converter adds up to whatever value has their bits.
/// </summary>
public sealed class SnakeCaseEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    /// <inheritdoc/>
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && EnumNames<TEnum>.TryParse(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"Expected one of: {string.Join(", ", EnumNames<TEnum>.All)}.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) =>
        writer.WriteStringValue(EnumNames<TEnum>.Of(value));
}
