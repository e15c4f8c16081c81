using System.Text.Json.Nodes;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Items;
using Enterprise.Cosmos.Layout;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Feed;

/// <summary>
/// The documents in which the SDK's change feed processor keeps how far a consumer is, whether a trigger or
/// <see cref="CosmosChangeFeed"/> runs the processor: a lease for each part of the feed and a marker.
/// </summary>
/// <param name="IsInitialized">Whether a processor of the consumer has run and created its missing leases.</param>
/// <param name="Leases">None for a consumer that has no position yet.</param>
internal sealed record FeedLeases(bool IsInitialized, IReadOnlyList<FeedLease> Leases)
{
    private const string Marker = ".info";

    internal static async ValueTask<FeedLeases> Read(
        CosmosAccount account, Container container, string consumer, CancellationToken cancellationToken)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE STARTSWITH(c.id, @prefix)")
            .WithParameter("@prefix", Prefix(account, container, consumer));
        using var pages = account.Database.GetContainer(CosmosLayout.Leases.Name).GetItemQueryStreamIterator(query);
        var isInitialized = false;
        var leases = new List<FeedLease>();
        while (pages.HasMoreResults)
        {
            using var response = await pages.ReadNextAsync(cancellationToken);
            response.EnsureSuccessStatusCode();
            var page = await JsonNode.ParseAsync(response.Content, cancellationToken: cancellationToken);
            foreach (var document in page!["Documents"]!.AsArray().Select(document => document!.AsObject()))
            {
                if (FeedLease.Is(document))
                    leases.Add(new FeedLease(document));
                else
                    isInitialized |= Id(document).EndsWith(Marker, StringComparison.Ordinal);
            }
        }

        return new FeedLeases(isInitialized, leases);
    }

    /// <summary>With what the ids of a consumer's documents begin, by the SDK's rule.</summary>
    internal static string Prefix(CosmosAccount account, Container container, string consumer) =>
        $"{CosmosChangeFeed.ProcessorName(container, consumer)}{account.Endpoint.Host}_";

    private static string Id(JsonObject document) => (string)document[ItemProperties.Id]!;
}
