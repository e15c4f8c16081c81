using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Feed;

/// <summary>
/// Hands the changes of a trigger to a consumer. The dispatcher parks a change that the consumer fails on, so only an
/// unavailable store throws here. It is retried forever, because a batch whose retries end is lost.
/// </summary>
public sealed partial class FeedHandover
{
    private readonly ChangeReader _changes;
    private readonly ChangeDispatcher _dispatcher;
    private readonly Dictionary<string, IChangeConsumer> _consumers;
    private readonly ILogger<FeedHandover> _logger;

    /// <summary>Creates it for all consumers.</summary>
    public FeedHandover(
        ChangeReader changes,
        ChangeDispatcher dispatcher,
        IEnumerable<IChangeConsumer> consumers,
        ILogger<FeedHandover> logger)
    {
        _changes = changes;
        _dispatcher = dispatcher;
        _consumers = consumers.ToDictionary(consumer => consumer.Name, StringComparer.Ordinal);
        _logger = logger;
    }

    /// <summary>Returns when each change is handled or parked; the number of expired ones is reported first.</summary>
    /// <exception cref="StoreUnavailableException">A change can't be read yet, or the store is unavailable.</exception>
    internal async Task HandOver(
        DocumentType<Change> type,
        IReadOnlyList<FeedItem> items,
        string consumer,
        CancellationToken cancellationToken)
    {
        var found = await _changes.Read(type, items, cancellationToken);
        var expired = items.Count(item => item.Kind == type.Kind) - found.Count;
        if (expired > 0)
            LogExpired(_logger, expired, type.Container.Name, consumer);
        await _dispatcher.Dispatch(_consumers[consumer], found, cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "{Count} changes of {Container} expired before {Consumer} handled them.")]
    private static partial void LogExpired(ILogger logger, int count, string container, string consumer);
}
