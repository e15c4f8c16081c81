using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace Enterprise.Functions.Feed;

/// <summary>The feed by which timed processes are started and woken.</summary>
public sealed class ProcessFeed(FeedHandover feed, DurableProcesses driver)
{
    private const string Consumer = "process-starter";

    [Function(nameof(StartProcessesOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task StartProcessesOfProjects(
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

    [Function(nameof(StartProcessesOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task StartProcessesOfDirectory(
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
