using Enterprise.Core.Access;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Idempotency;

/// <summary>What a client sends to be able to repeat a creation.</summary>
/// <param name="Value">The Idempotency-Key header: 1 to 255 visible characters.</param>
/// <param name="Fingerprint">
/// A hash of the operation and its body: another request under the same key is refused.
/// </param>
public sealed record IdempotencyKey(string Value, string Fingerprint);

/// <summary>Which id a creation under a key was given.</summary>
public sealed record IdempotencyRecord
{
    public required string Fingerprint { get; init; }

    public required long EntityId { get; init; }
}

/// <summary>
/// Makes creations repeatable: the id is kept under the key before anything is committed with it, so that a repeat,
/// whatever became of the first request, creates the same entity or finds it.
/// </summary>
internal sealed class IdempotencyRecordReader(IDocumentStore store, IdAllocator ids)
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    internal static DocumentType<IdempotencyRecord> Records { get; } = new(
        Container.Claims,
        "idempotency",
        IdempotencyJson.Default.IdempotencyRecord,
        (new Field("entity_id", FieldKind.Integer), record => FieldValue.Of(record.EntityId)))
    {
        TimeToLive = Retention,
    };

    /// <summary>
    /// What an earlier request under this key created; null when there was none, or it came to nothing. Looked for
    /// before anything else is checked: what was fine then may be refused by now.
    /// </summary>
    internal async ValueTask<Document<T>?> FindCreated<T>(
        Call call,
        IdempotencyKey? key,
        DocumentType<T> type,
        Func<long, DocumentKey> keyOf,
        CancellationToken cancellationToken)
        where T : class =>
        key is not null && await Find(call, key, cancellationToken) is { } record
            ? await store.Get(type, keyOf(record.EntityId), cancellationToken)
            : null;

    /// <summary>Reserves the id of an entity to be created: the same one for every request under a key.</summary>
    internal async ValueTask<long> Reserve(
        Call call,
        string kind,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        if (key is null)
            return await ids.Next(kind, cancellationToken);

        while (true)
        {
            if (await Find(call, key, cancellationToken) is { } known)
                return known.EntityId;
            var place = PlaceOf(call, key);
            var record = new IdempotencyRecord
            {
                Fingerprint = key.Fingerprint,
                EntityId = await ids.Next(kind, cancellationToken),
            };
            var commit = new Commit(Container.Claims, place.Partition).Create(Records, place.Id, record);
            if ((await store.Commit(commit, cancellationToken)).Succeeded)
                return record.EntityId;
        }
    }

    /// <summary>The key's record; refuses a key that was used for something else.</summary>
    private async ValueTask<IdempotencyRecord?> Find(Call call, IdempotencyKey key, CancellationToken cancellationToken)
    {
        var known = await store.Get(Records, PlaceOf(call, key), cancellationToken);
        return known is null || known.Value.Fingerprint == key.Fingerprint
            ? known?.Value
            : throw RefusedException.Invalid(
                "Idempotency-Key",
                "This key was used for another request within the last 24 hours.");
    }

    private static DocumentKey PlaceOf(Call call, IdempotencyKey key) =>
        new($"idempotency:{Ids.Text(call.Caller.UserId)}:{key.Value}", "record");
}
