using System.Text;

namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>Partition keys: what a container declares, and what an item has.</summary>
internal static class PartitionKeys
{
    internal static IEnumerable<string> Paths(Dictionary<string, object?> container) =>
        container.GetValueOrDefault("partitionKey") is Dictionary<string, object?> definition
        && definition.GetValueOrDefault("paths") is List<object?> { Count: >= 1 and <= 3 } paths
            ? paths.Cast<string>()
            : throw Refusal.BadRequest("A container needs a partition key of one to three paths.");

    /// <summary>The key that an item's own properties make; it must be the one that the request named.</summary>
    internal static string Of(FakeContainer container, Dictionary<string, object?> item, string? named)
    {
        var key = Encoding.UTF8.GetString(Json.Bytes(container.KeyPaths.Select(path => Value(item, path))));
        if (named is null)
            throw Refusal.BadRequest("PartitionKey value must be supplied for this operation.");
        return Normalized(named) == key ? key : throw Refusal.BadRequest(
            "PartitionKey extracted from document doesn't match the one specified in the header", subStatus: 1001);
    }

    /// <summary>A whole key as a request names it.</summary>
    internal static string Whole(FakeContainer container, string? named)
    {
        if (named is null || Json.Parse(Encoding.UTF8.GetBytes(named)) is not List<object?> levels)
            throw Refusal.BadRequest("PartitionKey value must be supplied for this operation.");
        return levels.Count == container.KeyPaths.Count
            ? Normalized(named)
            : throw Refusal.BadRequest("Partition key provided doesn't correspond to definition in the collection.");
    }

    private static string Normalized(string named) =>
        Encoding.UTF8.GetString(Json.Bytes(Json.Parse(Encoding.UTF8.GetBytes(named))));

    private static object? Value(Dictionary<string, object?> item, string path)
    {
        object? value = item;
        foreach (var name in path.Trim('/').Split('/'))
        {
            value = value is Dictionary<string, object?> properties && properties.TryGetValue(name, out var next)
                ? next
                : throw Refusal.BadRequest($"An item without {path} is refused here: a mistake, most likely.");
        }

        return value;
    }
}
