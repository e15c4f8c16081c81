using Enterprise.Core.Access;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Idempotency;

/// <summary>What a client sends to be able to repeat a creation.</summary>
/// <param name="Value">The Idempotency-Key header: 1 to 255 visible characters.</param>
/// <param name="Fingerprint">A hash of the operation and its body: another request under the same key is refused.</param>
public sealed record IdempotencyKey(string Value, string Fingerprint);

/// <summary>Which id a creation under a key was given.</summary>
public sealed record IdempotencyRecord
{
    public required string Fingerprint { get; init; }

    public required long EntityId { get; init; }
}

/// <summary>The id to create an entity with.</summary>
/// <param name="Id">The id.</param>
/// <param name="IsRepeat">Whether an earlier request with the same key may have created the entity already.</param>
public readonly record struct ReservedId(long Id, bool IsRepeat);

/// <summary>
/// Makes creations repeatable: the id is kept under the key before anything is committed with it, so that a repeat,
/// whatever became of the first request, creates the same entity or finds it.
/// </summary>
public sealed class IdempotencyRecords(IDocumentStore store, IdAllocator ids)
{
    /// <summary>How long a key is remembered.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    internal static DocumentType<IdempotencyRecord> Records { get; } = new(
        Container.Claims,
        "idempotency",
        EnterpriseJson.Default.IdempotencyRecord,
        (new Field("entity_id", FieldKind.Integer), record => FieldValue.Of(record.EntityId)))
    {
        TimeToLive = Retention,
    };

    /// <summary>Reserves the id of an entity to be created; refuses a key that was used for something else.</summary>
    internal async ValueTask<ReservedId> Reserve(
        Call call,
        string kind,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        if (key is null)
            return new ReservedId(await ids.Next(kind, cancellationToken), IsRepeat: false);

        var place = new DocumentKey($"idempotency:{Ids.Text(call.Caller.UserId)}:{key.Value}", "record");
        while (true)
        {
            var known = await store.Get(Records, place, cancellationToken);
            if (known is not null)
            {
                return known.Value.Fingerprint == key.Fingerprint
                    ? new ReservedId(known.Value.EntityId, IsRepeat: true)
                    : throw RefusedException.Invalid(
                        "Idempotency-Key",
                        "This key was used for another request within the last 24 hours.");
            }

            var record = new IdempotencyRecord
            {
                Fingerprint = key.Fingerprint,
                EntityId = await ids.Next(kind, cancellationToken),
            };
            var commit = new Commit(Container.Claims, place.Partition).Create(Records, place.Id, record);
            if ((await store.Commit(commit, cancellationToken)).Succeeded)
                return new ReservedId(record.EntityId, IsRepeat: false);
        }
    }
}
