using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Feed;

/// <summary>The feed by which notifications are planned.</summary>
public sealed class NotificationFeed(FeedHandover feed)
{
    private const string Consumer = "notification-planner";

    [Function(nameof(PlanNotificationsOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task PlanNotificationsOfProjects(
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

    [Function(nameof(PlanNotificationsOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task PlanNotificationsOfDirectory(
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
