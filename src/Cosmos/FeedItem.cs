using System.Text.Json.Serialization;

namespace Enterprise.Cosmos;

/// <summary>What the change feed says of an item: which one it is.</summary>
/// <param name="Id">The item's id.</param>
/// <param name="Kind">The kind of its document.</param>
/// <param name="Partition">Its partition.</param>
/// <param name="WrittenAt">When it was written, in seconds since 1970.</param>
public sealed record FeedItem(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("kind")] string? Kind,
    [property: JsonPropertyName("partition")] string Partition,
    [property: JsonPropertyName("_ts")] long WrittenAt);
