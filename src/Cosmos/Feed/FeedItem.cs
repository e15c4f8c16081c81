using System.Text.Json;
using System.Text.Json.Serialization;

namespace Enterprise.Cosmos.Feed;

/// <summary>What identifies an item of the change feed.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Kind">The kind of its document; null where it has none that is a text.</param>
/// <param name="Partition">Its partition; null where it has none that is a text.</param>
/// <param name="WrittenAt">When it was written, in seconds since 1970.</param>
public sealed record FeedItem(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind"), JsonConverter(typeof(FeedItem.TextConverter))] string? Kind,
    [property: JsonPropertyName("partition"), JsonConverter(typeof(FeedItem.TextConverter))] string? Partition,
    [property: JsonPropertyName("_ts")] long WrittenAt)
{
    /// <summary>
    /// Reads what is no text as null: an item of another program would otherwise make the trigger's whole batch fail.
    /// </summary>
    internal sealed class TextConverter : JsonConverter<string>
    {
        public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String)
                return reader.GetString();
            reader.Skip();
            return null;
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value);
    }
}
