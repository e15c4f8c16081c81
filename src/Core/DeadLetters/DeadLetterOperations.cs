using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.DeadLetters;

/// <summary>
/// What operators do with changes that a consumer could not process: examine and replay them.
/// </summary>
internal sealed class DeadLetterOperations(
    IDocumentStore store,
    AccessGuard guard,
    ChangeLog log,
    IEnumerable<IChangeConsumer> consumers)
{
    private const int MostConsumerCharacters = 100;

    /// <summary>Lists dead letters.</summary>
    public async ValueTask<ListPage<DeadLetter>> List(
        Call call,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.OperateDeliveries, cancellationToken);
        var query = request.Query(DeadLetterDocuments.Type);
        return ListPage<DeadLetter>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Hands a change to its consumer once more; the letter is gone when it is taken in.</summary>
    public async ValueTask Replay(
        Call call,
        string consumer,
        string changeId,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await guard.Require(call, CommonPermissions.OperateDeliveries, cancellationToken);
        var letter = await Existing(consumer, changeId, cancellationToken);
        ifMatch.Check(letter);
        var change = letter.Value.Change;

        // A change that a consumer of an earlier release could not handle is handed to all that do its work now.
        var handlers = consumers.Where(known => known.Name == consumer || known.Predecessor == consumer).ToList();
        if (change is null || handlers.Count == 0)
            throw RefusedException.Conflict("The change can't be read, or nothing takes it in any more.");

        await log.Append(Describe(call, letter.Value), cancellationToken);
        try
        {
            foreach (var handler in handlers)
                await handler.Handle([change], cancellationToken);
        }
        catch (Exception exception) when (exception is not (StoreUnavailableException or OperationCanceledException))
        {
            throw RefusedException.Conflict($"It could not be taken in, and is still parked: {exception.Message}");
        }

        // A conflict means that somebody else has removed it, which is what is wanted.
        await store.Commit(
            new Commit(Container.Outbox, letter.Key.Partition)
                .Delete(DeadLetterDocuments.Type, letter.Key.Id, letter.Version),
            cancellationToken);
    }

    private Change Describe(Call call, DeadLetter letter)
    {
        var values = new JsonObject { ["consumer"] = letter.Consumer, ["change_id"] = letter.ChangeId };
        return log.Describe(
            call.Origin,
            DeadLetterEvents.Replayed,
            DeadLetterDocuments.Type.Kind,
            entityId: null,
            letter.Change?.ProjectId,
            (null, JsonSerializer.SerializeToElement(values, ValuesJson.Default.JsonObject)));
    }

    private async ValueTask<Document<DeadLetter>> Existing(
        string consumer,
        string changeId,
        CancellationToken cancellationToken) =>
        consumer.Length <= MostConsumerCharacters
        && changeId.Length <= ChangeBatch.MostIdCharacters
        && await store.Get(
            DeadLetterDocuments.Type,
            DeadLetterDocuments.Key(consumer, changeId),
            cancellationToken) is { } found
            ? found
            : throw RefusedException.NotFound();
}
