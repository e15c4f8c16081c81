using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Feed;

/// <summary>The feed of the audit trail.</summary>
public sealed class AuditTrailFeed(FeedHandover feed)
{
    private const string Consumer = "audit-trail";

    [Function(nameof(AuditChangesOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task AuditChangesOfProjects(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "projects",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "projects-" + Consumer,
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken) =>
        feed.HandOver(Changes.OfProjects, items, Consumer, cancellationToken);

    [Function(nameof(AuditChangesOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task AuditChangesOfDirectory(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "directory",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "directory-" + Consumer,
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        CancellationToken cancellationToken) =>
        feed.HandOver(Changes.OfDirectory, items, Consumer, cancellationToken);
}
