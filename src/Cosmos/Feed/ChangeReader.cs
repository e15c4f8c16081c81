using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Items;

namespace Enterprise.Cosmos.Feed;

/// <summary>
/// Reads the changes that a trigger delivers. The Functions host parses the bodies of a trigger's items and rewrites
/// texts that look like times; an audit trail keeps what was written, so it is read again.
/// </summary>
public sealed class ChangeReader(IDocumentStore store, TimeProvider time)
{
    private const int MostAtOnce = 16;

    /// <summary>The changes among the items, in the order of the items.</summary>
    /// <exception cref="StoreUnavailableException">A change can't be read yet.</exception>
    public async ValueTask<ChangeBatch> Read(
        DocumentType<Change> type,
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(type);
        List<FeedItem> wanted = [.. items.Where(item => item.Kind == type.Kind)];
        var documents = new Document<Change>?[wanted.Count];
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = MostAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForAsync(0, wanted.Count, options, async (i, token) =>
            documents[i] = KeyOf(type, wanted[i]) is { } key ? await Read(type, key, wanted[i], token) : null);

        var batch = new ChangeBatch();
        for (var i = 0; i < documents.Length; i++)
        {
            if (documents[i] is { } document)
                batch.Add(document.Key.Id, document.Json.Span);
            else if (KeyOf(type, wanted[i]) is null)
                batch.AddUnreadable(wanted[i].Id, json: null, "Its id or its partition is none of a change.");
        }

        return batch;
    }

    private static DocumentKey? KeyOf(DocumentType<Change> type, FeedItem item) =>
        item.Partition is { } partition && ItemId.TryParse(type.Kind, item.Id, out var id)
            ? new DocumentKey(partition, id)
            : null;

    /// <summary>The change; null when it has expired meanwhile.</summary>
    private async ValueTask<Document<Change>?> Read(
        DocumentType<Change> type,
        DocumentKey key,
        FeedItem item,
        CancellationToken cancellationToken)
    {
        if (await store.Get(type, key, cancellationToken) is { } found)
            return found;
        if (DateTimeOffset.FromUnixTimeSeconds(item.WrittenAt) + Changes.Retention <= time.GetUtcNow())
            return null;

        // The replica that was read may lag behind the one that delivered it.
        throw new StoreUnavailableException($"The change {item.Id} can't be read yet.", TimeSpan.FromSeconds(1));
    }
}
