using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>What operators do with deliveries: look at them, and have dead ones sent again.</summary>
internal sealed class DeliveryOperations(IDocumentStore store, AccessGuard guard, ChangeLog log, IDeliveryQueue queue)
{
    /// <summary>Lists deliveries.</summary>
    public async ValueTask<ListPage<Delivery>> List(Call call, ListRequest request, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.OperateDeliveries, cancellationToken);
        var query = request.Query(DeliveryDocuments.Type);
        return ListPage<Delivery>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Reads a delivery.</summary>
    public async ValueTask<Document<Delivery>> Get(Call call, string id, CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.OperateDeliveries, cancellationToken);
        return await Existing(id, cancellationToken);
    }

    /// <summary>Has a dead delivery sent again, from now on for another day.</summary>
    public async ValueTask<Document<Delivery>> Replay(
        Call call,
        string id,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.OperateDeliveries, cancellationToken);
        var current = await Existing(id, cancellationToken);
        ifMatch.Check(current);
        if (current.Value.Status != DeliveryStatus.Dead)
        {
            throw RefusedException.Conflict(
                $"The delivery is {EnumNames<DeliveryStatus>.Of(current.Value.Status)}. "
                + "Only a dead one is sent again.");
        }

        // Audited first: what is in another partition than its change may be audited in vain, but is never done unseen.
        await log.Append(Describe(call, current.Value), cancellationToken);
        var replayed = current.Value with { Status = DeliveryStatus.Pending, DueAt = log.Now(), GiveUpAt = null };
        var commit = new Commit(Container.Outbox, current.Key.Partition)
            .Replace(DeliveryDocuments.Type, id, replayed, current.Version);
        var result = await store.Commit(commit, cancellationToken);
        if (!result.Succeeded)
            throw RefusedException.Conflict("The delivery was sent again by somebody else.");
        if (QueuedDelivery.Of(replayed) is { } queued)
            await queue.Enqueue([queued], cancellationToken);
        return new Document<Delivery>(DeliveryDocuments.Type, current.Key, result.Versions[0], commit.Writes[0].Json);
    }

    private Change Describe(Call call, Delivery delivery)
    {
        var values = new JsonObject
        {
            ["id"] = delivery.Id,
            ["recipient"] = delivery.Recipient,
            ["host"] = delivery.Host,
        };
        return log.Describe(
            call.Origin,
            NotificationEvents.DeliveryReplayed,
            DeliveryDocuments.Type.Kind,
            entityId: null,
            delivery.ProjectId,
            (null, JsonSerializer.SerializeToElement(values, ValuesJson.Default.JsonObject)));
    }

    private async ValueTask<Document<Delivery>> Existing(string id, CancellationToken cancellationToken) =>
        id.Length <= DeliveryDocuments.MostIdCharacters
        && await store.Get(DeliveryDocuments.Type, DeliveryDocuments.Key(id), cancellationToken) is { } found
            ? found
            : throw RefusedException.NotFound();
}
