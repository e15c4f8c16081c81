using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Names;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Feed;

/// <summary>
/// Hands the changes of each container to every consumer except the audit trail, with its own positions on the feed, so
/// that no failure here keeps a change from being audited.
/// </summary>
public sealed partial class ReactionFeed(
    FeedHandover feed,
    IServiceProvider services,
    ILogger<ReactionFeed> logger)
{
    [Function(nameof(ReactToChangesOfProjects))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task ReactToChangesOfProjects(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "projects",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "projects-reactions",
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => React(Changes.OfProjects, items, client, cancellationToken);

    [Function(nameof(ReactToChangesOfDirectory))]
    [ExponentialBackoffRetry(FeedTriggers.ForEver, FeedTriggers.FirstPause, FeedTriggers.LongestPause)]
    public Task ReactToChangesOfDirectory(
        [CosmosDBTrigger(
            CosmosConnection.Database,
            "directory",
            Connection = ConnectionNames.Cosmos,
            LeaseContainerName = FeedTriggers.Leases,
            LeaseContainerPrefix = "directory-reactions",
            MaxItemsPerInvocation = FeedTriggers.ItemsInBatch,
            FeedPollDelay = FeedTriggers.PollMilliseconds,
            StartFromBeginning = true)]
        IReadOnlyList<FeedItem> items,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken) => React(Changes.OfDirectory, items, client, cancellationToken);

    private Task React(
        DocumentType<Change> type,
        IReadOnlyList<FeedItem> items,
        DurableTaskClient client,
        CancellationToken cancellationToken) => feed.HandOver(
            type,
            items,
            CoreServices.Reactions(services, new DurableProcesses(client)),
            (count, container) => LogExpired(logger, count, container),
            cancellationToken);

    [LoggerMessage(LogLevel.Error, "{Count} changes of {Container} expired before anything followed from them.")]
    private static partial void LogExpired(ILogger logger, int count, string container);
}
