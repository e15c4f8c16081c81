namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>An item with what the service adds to it.</summary>
internal sealed record StoredItem(
    string Id, string PartitionKey, string Hash, long Sequence, Dictionary<string, object?> Properties)
{
    internal string ETag => (string)Properties["_etag"]!;

    internal long WrittenAt => (long)Properties["_ts"]!;
}
