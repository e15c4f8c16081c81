using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Feed;

/// <summary>
/// Hands the changes of each container to the audit trail. The dispatcher parks a change that the trail fails on,
/// so only an unavailable store throws here. It is retried forever, because a batch whose retries end is lost.
/// </summary>
public sealed partial class AuditTrailFeed(
    FeedHandover feed,
    AuditTrailConsumer trail,
    ILogger<AuditTrailFeed> logger)
{
    [Function(nameof(AuditChangesOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task AuditChangesOfProjects(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "projects",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "projects-audit-trail",
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken) => Audit(Changes.OfProjects, items, cancellationToken);

    [Function(nameof(AuditChangesOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task AuditChangesOfDirectory(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "directory",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "directory-audit-trail",
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken) => Audit(Changes.OfDirectory, items, cancellationToken);

    private Task Audit(DocumentType<Change> type, IReadOnlyList<FeedItem> items, CancellationToken cancellationToken) =>
        feed.HandOver(
            type, items, trail, (count, container) => LogExpired(logger, count, container), cancellationToken);

    [LoggerMessage(
        LogLevel.Error,
        "{Count} changes of {Container} expired before they were appended to the audit trail.")]
    private static partial void LogExpired(ILogger logger, int count, string container);
}
