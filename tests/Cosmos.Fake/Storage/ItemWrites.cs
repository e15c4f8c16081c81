namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>What a write does when its item exists or does not.</summary>
internal enum WriteMode
{
    Create,
    Replace,
    Upsert,
}

/// <summary>Reads and writes of single items.</summary>
internal static class ItemWrites
{
    private const int MostBytes = 2 * 1024 * 1024;

    internal static StoredItem Read(FakeContainer container, string partitionKey, string id) =>
        Find(container, partitionKey, id) ?? throw Refusal.NotFound();

    /// <summary>Writes an item, as the next entry of its range's log or as part of one that is being written.</summary>
    internal static StoredItem Write(
        FakeContainer container,
        WriteMode mode,
        string? partitionKey,
        string? id,
        ReadOnlyMemory<byte> body,
        string? ifMatch,
        long? sequence = null)
    {
        if (body.Length > MostBytes)
            throw Refusal.TooLarge();
        var properties = Json.ParseObject(body);
        var itemId = ResourceName.Of(properties);
        if (id is not null && id != itemId)
            throw Refusal.BadRequest("The id of the item differs from the one in the address.");
        var key = PartitionKeys.Of(container, properties, partitionKey);
        var existing = Find(container, key, itemId);
        if (existing is not null && mode == WriteMode.Create)
            throw Refusal.Exists();
        if (existing is null && mode == WriteMode.Replace)
            throw Refusal.NotFound();
        Check(ifMatch, existing);
        CheckTimeToLive(properties);

        var hash = container.Hash.Of(key);
        var range = container.Range(hash);
        var version = container.NextVersion();
        properties["_etag"] = FakeContainer.ETag(version);
        properties["_rid"] = existing?.Properties["_rid"] ?? container.RidOf(version);
        properties["_self"] = $"dbs/db/colls/{container.Rid}/docs/{properties["_rid"]}/";
        properties["_attachments"] = "attachments/";
        properties["_ts"] = container.Now;
        var item = new StoredItem(itemId, key, hash, sequence ?? ++range.Sequence, properties);
        range.Put(item);
        return item;
    }

    internal static void Delete(FakeContainer container, string partitionKey, string id, string? ifMatch)
    {
        var existing = Read(container, partitionKey, id);
        Check(ifMatch, existing);
        container.Range(existing.Hash).Remove(existing);
    }

    private static StoredItem? Find(FakeContainer container, string partitionKey, string id)
    {
        var item = container.Range(container.Hash.Of(partitionKey)).Find(partitionKey, id);
        return item is not null && container.IsAlive(item) ? item : null;
    }

    private static void Check(string? ifMatch, StoredItem? existing)
    {
        if (ifMatch is not (null or "*") && existing is not null && existing.ETag != ifMatch)
            throw Refusal.Changed();
    }

    private static void CheckTimeToLive(Dictionary<string, object?> properties)
    {
        if (properties.TryGetValue("ttl", out var value)
            && value is not double and not null
            || value is double number && number != -1 && (number < 1 || number != Math.Floor(number)))
            throw Refusal.BadRequest("The input ttl must be a positive whole number or -1.");
    }
}
