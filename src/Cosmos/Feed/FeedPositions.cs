using System.Net;
using System.Text;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Layout;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Feed;

/// <summary>
/// The positions of consumers on the change feed, whether triggers or <see cref="CosmosChangeFeed"/> feed them: a
/// trigger's lease prefix is the same <see cref="CosmosChangeFeed.ProcessorName"/>.
/// </summary>
public sealed class FeedPositions(CosmosAccount account)
{
    /// <summary>
    /// Gives a consumer that has no position yet the position of its predecessor; a consumer that has one keeps it, and
    /// one whose predecessor has none starts at the beginning. Idempotent, also where several processes call it at once;
    /// to be called in each before its processor or trigger starts, which would make the leases that are missing.
    /// </summary>
    /// <exception cref="Core.Storage.StoreUnavailableException">The account can't be reached.</exception>
    public async Task StartFrom(
        Container container, string consumer, string predecessor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(account.Deadline);
        try
        {
            // Leases without the marker may be those of another process that is copying, or that ended while it did.
            if ((await FeedLeases.Read(account, container, consumer, deadline.Token)).IsInitialized)
                return;
            var from = FeedLeases.Prefix(account, container, predecessor);
            var to = FeedLeases.Prefix(account, container, consumer);
            foreach (var lease in (await FeedLeases.Read(account, container, predecessor, deadline.Token)).Leases)
                await CreateIfMissing(lease, to + lease.Id[from.Length..], deadline.Token);
        }
        catch (Exception exception)
            when (Unavailability.Of(exception, account.RetryAfter, cancellationToken) is { } unavailable)
        {
            throw unavailable;
        }
    }

    private async Task CreateIfMissing(FeedLease lease, string id, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(lease.CopyTo(id).ToJsonString()));
        using var response = await account.Database.GetContainer(CosmosLayout.Leases.Name)
            .CreateItemStreamAsync(body, new PartitionKey(id), cancellationToken: cancellationToken);
        if (response.StatusCode != HttpStatusCode.Conflict)
            response.EnsureSuccessStatusCode();
    }
}
