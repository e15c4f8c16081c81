using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Enterprise.Functions.Feed;

/// <summary>The feed by which reviews are scheduled.</summary>
public sealed class ReviewFeed(FeedHandover feed, DurableProcesses driver)
{
    private const string Consumer = "review-scheduler";

    [Function(nameof(ScheduleReviewsOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task ScheduleReviewsOfProjects(
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
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        driver.Attach(client);
        return feed.HandOver(Changes.OfProjects, items, Consumer, cancellationToken);
    }

    [Function(nameof(ScheduleReviewsOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task ScheduleReviewsOfDirectory(
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
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        driver.Attach(client);
        return feed.HandOver(Changes.OfDirectory, items, Consumer, cancellationToken);
    }
}
