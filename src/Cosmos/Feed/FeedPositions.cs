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
    /// one whose predecessor has none starts at the beginning. Idempotent, also where several processes call it at
    /// once; to be called in each before its processor or trigger starts, which would make the leases that are missing.
    /// </summary>
    /// <exception cref="Core.Storage.StoreUnavailableException">The account can't be reached.</exception>
    public async Task StartFrom(
        Container container, string consumer, string predecessor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(container);
        // Leases without the marker may be those of another process that is copying, or that ended while it did.
        if ((await Read(container, consumer, cancellationToken)).IsInitialized)
            return;
        var from = FeedLeases.Prefix(account, container, predecessor);
        var to = FeedLeases.Prefix(account, container, consumer);
        foreach (var lease in (await Read(container, predecessor, cancellationToken)).Leases)
        {
            var id = to + lease.Id[from.Length..];
            await account.WithinDeadline(stop => TryCreate(lease, id, stop), cancellationToken);
        }
    }

    private ValueTask<FeedLeases> Read(Container container, string consumer, CancellationToken cancellationToken) =>
        account.WithinDeadline(stop => FeedLeases.Read(account, container, consumer, stop), cancellationToken);

    /// <summary>Creates a copy of a lease; false if there is one of this id.</summary>
    private async ValueTask<bool> TryCreate(FeedLease lease, string id, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(lease.CopyTo(id).ToJsonString()));
        using var response = await account.Database.GetContainer(CosmosLayout.Leases.Name)
            .CreateItemStreamAsync(body, new PartitionKey(id), cancellationToken: cancellationToken);
        if (response.StatusCode == HttpStatusCode.Conflict)
            return false;
        response.EnsureSuccessStatusCode();
        return true;
    }
}
