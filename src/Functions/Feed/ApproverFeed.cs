using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Feed;

/// <summary>The feed by which the approvers of open approvals are updated.</summary>
public sealed class ApproverFeed(FeedHandover feed)
{
    private const string Consumer = "approver-watch";

    [Function(nameof(UpdateApproversOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task UpdateApproversOfProjects(
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

    [Function(nameof(UpdateApproversOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task UpdateApproversOfDirectory(
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
