using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>A name that one entity holds.</summary>
public sealed record NameClaim
{
    /// <summary>The entity that holds the name, or is about to.</summary>
    public long EntityId { get; init; }

    public DateTimeOffset ClaimedAt { get; init; }
}

/// <summary>
/// Unique names across partitions: a claim is created before the entity is committed, and conflicts when the name is
/// taken. A claim whose entity never came, or has another name by now, is an orphan and can be taken over.
/// </summary>
internal sealed class UniqueNameReservation(IDocumentStore store, TimeProvider time)
{
    /// <summary>How long an entity may take from the claim to its commit.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    internal static DocumentType<NameClaim> Claims { get; } = new(
        Container.Claims,
        "name_claim",
        EntitiesJson.Default.NameClaim,
        (new Field("entity_id", FieldKind.Integer), claim => FieldValue.Of(claim.EntityId)));

    /// <summary>Claims a name for an entity; false when another entity holds it.</summary>
    /// <param name="scope">What kind of name: <c>user-email</c>.</param>
    /// <param name="name">The name, in the form in which it is compared.</param>
    /// <param name="entityId">The entity that is to have it.</param>
    /// <param name="isHeldBy">Whether an entity has this name in fact.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal async ValueTask<bool> Claim(
        string scope,
        string name,
        long entityId,
        Func<long, ValueTask<bool>> isHeldBy,
        CancellationToken cancellationToken)
    {
        var key = Key(scope, name);
        var claim = new NameClaim { EntityId = entityId, ClaimedAt = time.GetUtcNow() };
        var created = await store.Commit(
            new Commit(Container.Claims, key.Partition).Create(Claims, key.Id, claim),
            cancellationToken);
        if (created.Succeeded)
            return true;

        var existing = await store.Get(Claims, key, cancellationToken);
        if (existing is null)
            return await Claim(scope, name, entityId, isHeldBy, cancellationToken);
        var isOwn = existing.Value.EntityId == entityId;
        if (!isOwn && (existing.Value.ClaimedAt + Grace > claim.ClaimedAt || await isHeldBy(existing.Value.EntityId)))
            return false;

        // An own claim is made again too: the entity that it waits for comes only now.
        var replaced = await store.Commit(
            new Commit(Container.Claims, key.Partition).Replace(Claims, key.Id, claim, existing.Version),
            cancellationToken);
        return replaced.Succeeded || (isOwn && await Claim(scope, name, entityId, isHeldBy, cancellationToken));
    }

    /// <summary>
    /// Claims the name of an entity that is to have these fields; refuses it where another entity holds it.
    /// </summary>
    internal async ValueTask ClaimOrRefuse<TFields, TEntity>(
        UniqueName<TFields, TEntity> kind,
        TFields fields,
        long entityId,
        CancellationToken cancellationToken)
        where TEntity : class, TFields, IEntity
    {
        var name = kind.Of(fields);
        if (!await Claim(kind.Scope, name, entityId, IsHeldBy, cancellationToken))
            throw RefusedException.Conflict(kind.Refusal.Field, kind.Refusal.Message);

        async ValueTask<bool> IsHeldBy(long holderId) =>
            await store.Get(kind.Documents, kind.KeyOf(holderId), cancellationToken) is { } holder
            && kind.Of(holder.Value) == name;
    }

    /// <summary>
    /// Writes a new version of an entity, which may have another name: that is claimed before, and the old one released
    /// after; null when a concurrent write came first.
    /// </summary>
    internal async ValueTask<Document<TEntity>?> Replace<TFields, TEntity>(
        UniqueName<TFields, TEntity> kind,
        TEntity current,
        TEntity updated,
        Func<ValueTask<Document<TEntity>?>> write,
        CancellationToken cancellationToken)
        where TEntity : class, TFields, IEntity
    {
        var oldName = kind.Of(current);
        if (oldName == kind.Of(updated))
            return await write();
        await ClaimOrRefuse(kind, updated, updated.Id, cancellationToken);
        var written = await write();
        if (written is not null)
            await Release(kind.Scope, oldName, updated.Id, cancellationToken);
        return written;
    }

    /// <summary>The entity for which a name is claimed, whether it has come or not; null when it is free.</summary>
    internal async ValueTask<long?> ClaimantOf(string scope, string name, CancellationToken cancellationToken) =>
        (await store.Get(Claims, Key(scope, name), cancellationToken))?.Value.EntityId;

    /// <summary>Gives a name back that the entity holds no longer.</summary>
    internal async ValueTask Release(string scope, string name, long entityId, CancellationToken cancellationToken)
    {
        var key = Key(scope, name);
        var claim = await store.Get(Claims, key, cancellationToken);
        if (claim is null || claim.Value.EntityId != entityId)
            return;

        // A conflict means that somebody took the orphan over in the meantime, which is as good as a release.
        await store.Commit(
            new Commit(Container.Claims, key.Partition).Delete(Claims, key.Id, claim.Version),
            cancellationToken);
    }

    private static DocumentKey Key(string scope, string name) => new($"{scope}:{name}", scope);
}
