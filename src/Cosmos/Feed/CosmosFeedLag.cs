using System.Net;
using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Feed;

/// <summary>
/// Reads from the leases how far a consumer is, whether a trigger or <see cref="CosmosChangeFeed"/> feeds it, and then
/// the first item after that. The SDK's own estimator counts the pending items, but does not say how old they are.
/// </summary>
public sealed class CosmosFeedLag(CosmosAccount account) : IFeedLag
{
    private const string WrittenAt = "_ts";

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> OldestPending(string consumer, CancellationToken cancellationToken) =>
        account.WithinDeadline(stop => FindOldest(consumer, stop), cancellationToken);

    private async ValueTask<DateTimeOffset?> FindOldest(string consumer, CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        foreach (var type in Changes.All)
        {
            foreach (var (range, position) in await Positions(type.Container, consumer, cancellationToken))
            {
                var pending = await FirstAfter(type.Container, range, position, cancellationToken);
                oldest = oldest is null || pending < oldest ? pending ?? oldest : oldest;
            }
        }

        return oldest;
    }

    /// <summary>Each part of the feed with the consumer's position in it; the whole feed if it has none.</summary>
    private async Task<IReadOnlyList<(FeedRange? Range, string? Position)>> Positions(
        Container container, string consumer, CancellationToken cancellationToken)
    {
        var leases = (await FeedLeases.Read(account, container, consumer, cancellationToken)).Leases;
        return leases.Count == 0
            ? [(null, null)]
            : [.. leases.Select(lease => ((FeedRange?)lease.Range, lease.Position))];
    }

    private async Task<DateTimeOffset?> FirstAfter(
        Container container, FeedRange? range, string? position, CancellationToken cancellationToken)
    {
        var options = new ChangeFeedRequestOptions
        {
            PageSizeHint = 1,

            // Where the processor itself would continue: its position is what the service calls an ETag.
            AddRequestHeaders = position is null ? null : headers => headers["If-None-Match"] = position,
        };
        var start = range is null ? ChangeFeedStartFrom.Beginning() : ChangeFeedStartFrom.Beginning(range);
        using var feed = account.Database.GetContainer(container.Name)
            .GetChangeFeedStreamIterator(start, ChangeFeedMode.LatestVersion, options);
        while (feed.HasMoreResults)
        {
            using var response = await feed.ReadNextAsync(cancellationToken);
            if (response.StatusCode == HttpStatusCode.NotModified)
                return null;
            response.EnsureSuccessStatusCode();
            using var page = await JsonDocument.ParseAsync(response.Content, cancellationToken: cancellationToken);
            var items = page.RootElement.GetProperty("Documents");
            if (items.GetArrayLength() > 0)
                return DateTimeOffset.FromUnixTimeSeconds(items[0].GetProperty(WrittenAt).GetInt64());
        }

        return null;
    }
}
