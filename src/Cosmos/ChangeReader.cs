using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Cosmos;

/// <summary>
/// Reads the changes that a trigger tells of. The bodies that come with a trigger went through the host's own JSON
/// reader, which rewrites texts that look like times; an audit trail keeps what was written, so it is read again.
/// </summary>
public sealed class ChangeReader(IDocumentStore store, TimeProvider time)
{
    private const int MostAtOnce = 16;

    /// <summary>The changes among the items, in their order.</summary>
    /// <exception cref="StoreUnavailableException">A change can't be read yet.</exception>
    public async ValueTask<IReadOnlyList<Change>> Read(
        DocumentType<Change> type,
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(type);
        List<FeedItem> wanted = [.. items.Where(item => item.Kind == type.Kind)];
        var changes = new Change?[wanted.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, wanted.Count, options, async (i, token) =>
            changes[i] = await Read(type, wanted[i], token));
        return [.. changes.OfType<Change>()];
    }

    /// <summary>The change; null when it has outlived its time meanwhile.</summary>
    private async ValueTask<Change?> Read(DocumentType<Change> type, FeedItem item, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(item.Partition, ItemId.Parse(type.Kind, item.Id));
        if (await store.Get(type, key, cancellationToken) is { } found)
            return found.Value;
        if (DateTimeOffset.FromUnixTimeSeconds(item.WrittenAt) + Changes.Retention <= time.GetUtcNow())
            return null;

        // The replica that was asked may be behind the one that told of it.
        throw new StoreUnavailableException($"The change {item.Id} can't be read yet.", TimeSpan.FromSeconds(1));
    }
}
