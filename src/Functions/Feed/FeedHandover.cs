using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;

namespace Enterprise.Functions.Feed;

/// <summary>Hands the changes that a trigger tells of to a consumer.</summary>
public sealed class FeedHandover(ChangeReader changes, ChangeDispatcher dispatcher)
{
    /// <summary>Returns when each change was taken in or parked; how many had expired before is reported first.</summary>
    /// <exception cref="StoreUnavailableException">A change can't be read yet, or the store is out of reach.</exception>
    internal async Task HandOver(
        DocumentType<Change> type,
        IReadOnlyList<FeedItem> items,
        IChangeConsumer consumer,
        Action<int, string> reportExpired,
        CancellationToken cancellationToken)
    {
        var found = await changes.Read(type, items, cancellationToken);
        var expired = items.Count(item => item.Kind == type.Kind) - found.Count;
        if (expired > 0)
            reportExpired(expired, type.Container.Name);
        await dispatcher.Dispatch(consumer, found, cancellationToken);
    }
}
