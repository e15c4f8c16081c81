using System.Globalization;

namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>A container with three physical partitions, so that operations across them are tested.</summary>
internal sealed class FakeContainer
{
    private readonly TimeProvider _time;
    private readonly byte[] _rid;
    private Dictionary<string, object?> _properties;
    private long _version;

    internal FakeContainer(TimeProvider time, string name, byte[] rid, Dictionary<string, object?> properties)
    {
        _time = time;
        _rid = rid;
        Name = name;
        _properties = Completed(properties);
        Index = new IndexingPolicy(_properties);
        Hash = new PartitionHash((Dictionary<string, object?>)_properties["partitionKey"]!);
        KeyPaths = [.. PartitionKeys.Paths(_properties)];
    }

    internal string Name { get; }

    internal string Rid => Convert.ToBase64String(_rid);

    internal IndexingPolicy Index { get; private set; }

    internal PartitionHash Hash { get; }

    internal IReadOnlyList<string> KeyPaths { get; }

    internal IReadOnlyDictionary<string, object?> Properties => _properties;

    // Hashes of the second version begin with 00 to 3F.
    internal IReadOnlyList<PartitionRange> Ranges { get; } =
        [new(0, "", "15555555555555555555555555555555"),
         new(1, "15555555555555555555555555555555", "2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
         new(2, "2AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "FF")];

    internal long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    internal void Replace(Dictionary<string, object?> properties)
    {
        var wanted = Completed(properties);
        if (!PartitionKeys.Paths(wanted).SequenceEqual(KeyPaths))
            throw Refusal.BadRequest("Document collection partition key cannot be changed.");
        Index = new IndexingPolicy(wanted);
        _properties = wanted;
    }

    internal PartitionRange Range(string hash) => Ranges.First(range => range.Holds(hash));

    internal long NextVersion() => ++_version;

    internal static string ETag(long version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{version:x8}-0000-0000-0000-{version:x12}\"");

    internal string RidOf(long version)
    {
        var bytes = new byte[16];
        _rid.CopyTo(bytes, 0);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), version);
        return Convert.ToBase64String(bytes);
    }

    /// <summary>Whether an item has not expired.</summary>
    internal bool IsAlive(StoredItem item)
    {
        if (_properties.GetValueOrDefault("defaultTtl") is not double byDefault)
            return true;
        var timeToLive = item.Properties.GetValueOrDefault("ttl") as double? ?? byDefault;
        return timeToLive < 0 || Now < item.WrittenAt + timeToLive;
    }

    private Dictionary<string, object?> Completed(Dictionary<string, object?> properties) => new(properties)
    {
        ["indexingPolicy"] = IndexingPolicy.Completed(properties),
        ["_rid"] = Rid,
        ["_self"] = $"dbs/{Convert.ToBase64String(_rid[..4])}/colls/{Rid}/",
        ["_etag"] = "\"0\"",
        ["_ts"] = 0,
        ["_docs"] = "docs/",
    };
}
