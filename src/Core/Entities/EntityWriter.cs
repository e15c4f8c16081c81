using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>Commits entities with their changes: the one way in which an entity is written.</summary>
internal sealed class EntityWriter(IDocumentStore store, ChangeLog log)
{
    private const int MostAttempts = 10;

    /// <summary>The time of a change that follows the given one of the same entity: later, whatever the clock says.</summary>
    internal DateTimeOffset TimeAfter(IEntity current)
    {
        var now = log.Now();
        var next = current.UpdatedAt + TimeSpan.FromMicroseconds(1);
        return now > next ? now : next;
    }

    /// <summary>The time of a creation.</summary>
    internal DateTimeOffset Now() => log.Now();

    /// <summary>Commits a new entity with its change; null when one with its id exists.</summary>
    internal ValueTask<Document<T>?> Create<T>(
        EntityKind<T> kind,
        Origin origin,
        T entity,
        CancellationToken cancellationToken)
        where T : class, IEntity =>
        Create(
            kind,
            origin,
            entity,
            static _ => { },
            static () => new InvalidOperationException("Nothing else was to be created."),
            cancellationToken);

    /// <summary>
    /// Commits a new entity with its change and whatever else belongs to it; null when one with its id exists, and a
    /// refusal when what belongs to it does.
    /// </summary>
    internal async ValueTask<Document<T>?> Create<T>(
        EntityKind<T> kind,
        Origin origin,
        T entity,
        Action<Commit> with,
        Func<Exception> refusal,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var key = kind.KeyOf(entity);
        var commit = new Commit(kind.Documents.Container, key.Partition);
        Add(commit, kind, origin, before: null, entity, version: null, "created");
        with(commit);
        var result = await store.Commit(commit, cancellationToken);
        if (result.Succeeded)
            return Written(kind, key, commit, result, entity);
        return result.Conflict.Index == 0 ? null : throw refusal();
    }

    /// <summary>
    /// Commits a new version with its change, and whatever else belongs to it; null when somebody else was faster. A
    /// version that says the same as the current one is not written.
    /// </summary>
    internal async ValueTask<Document<T>?> Replace<T>(
        EntityKind<T> kind,
        Origin origin,
        Document<T> current,
        T updated,
        string? reason,
        Action<Commit>? with,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var commit = new Commit(kind.Documents.Container, current.Key.Partition);
        if (!Add(commit, kind, origin, current.Value, updated, current.Version, "updated", reason))
            return current;
        with?.Invoke(commit);
        return await Commit(kind, commit, current.Key, cancellationToken);
    }

    /// <summary>Commits a deletion with its change; false when somebody else was faster.</summary>
    internal async ValueTask<bool> Delete<T>(
        EntityKind<T> kind,
        Origin origin,
        Document<T> current,
        Action<Commit>? with,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var commit = new Commit(kind.Documents.Container, current.Key.Partition);
        Add(commit, kind, origin, current.Value, after: null, current.Version, "deleted");
        with?.Invoke(commit);
        return (await store.Commit(commit, cancellationToken)).Succeeded;
    }

    /// <summary>Commits what was added, an entity of this kind first; null when somebody else was faster.</summary>
    internal async ValueTask<Document<T>?> Commit<T>(
        EntityKind<T> kind,
        Commit commit,
        DocumentKey key,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var result = await store.Commit(commit, cancellationToken);
        return result.Succeeded ? Written(kind, key, commit, result) : null;
    }

    /// <summary>Adds an entity's write and its change to a commit; false when there is nothing to write.</summary>
    internal bool Add<T>(
        Commit commit,
        EntityKind<T> kind,
        Origin origin,
        T? before,
        T? after,
        string? version,
        string verb,
        string? reason = null)
        where T : class, IEntity
    {
        var entity = after ?? before ?? throw new ArgumentException("A change has a before or an after.", nameof(after));
        var key = kind.KeyOf(entity);
        (JsonElement? Old, JsonElement? New) values;
        if (before is null)
        {
            commit.Create(kind.Documents, key.Id, entity);
            values = kind.Creation(entity, commit.Writes[^1].Json.Span);
        }
        else
        {
            values = kind.Difference(before, after);
            if (after is null)
                commit.Delete(kind.Documents, key.Id, version!);
            else if (values.New is null)
                return false;
            else
                commit.Replace(kind.Documents, key.Id, after, version!);
        }

        var change = log.Describe(
            origin,
            $"{kind.Name}.{verb}",
            kind.Name,
            entity.Id,
            kind.ProjectIdOf(entity),
            values,
            reason,
            after?.UpdatedAt ?? TimeAfter(entity));
        commit.Create(kind.ChangeDocuments, change.Id, change);
        return true;
    }

    /// <summary>Repeats an optimistic write until it is not overtaken; gives up with a 409.</summary>
    internal static async ValueTask<TResult> Persist<TResult>(Func<ValueTask<TResult?>> attempt)
        where TResult : class
    {
        for (var i = 0; i < MostAttempts; i++)
        {
            if (await attempt() is { } result)
                return result;
        }

        throw RefusedException.Conflict("The resource is being changed by many at once. Try again.");
    }

    private static Document<T> Written<T>(
        EntityKind<T> kind,
        DocumentKey key,
        Commit commit,
        CommitResult result,
        T? entity = null)
        where T : class, IEntity =>
        new(kind.Documents, key, result.Versions[0], commit.Writes[0].Json, entity);
}
