using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;

namespace Enterprise.Functions.Feed;

/// <summary>Hands the changes of a trigger to a consumer.</summary>
public sealed class FeedHandover(ChangeReader changes, ChangeDispatcher dispatcher)
{
    /// <summary>Returns when each change is handled or parked; the number of expired ones is reported first.</summary>
    /// <exception cref="StoreUnavailableException">A change can't be read yet, or the store is unavailable.</exception>
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
