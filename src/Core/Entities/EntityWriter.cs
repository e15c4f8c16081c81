using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>Commits entities with their changes: the one way in which an entity is written.</summary>
internal sealed class EntityWriter(IDocumentStore store, ChangeLog log)
{
    private const int MostAttempts = 10;

    /// <summary>
    /// The time of a change that follows the given one of the same entity: later, whatever the clock says.
    /// </summary>
    internal DateTimeOffset TimeAfter(IEntity current) => log.TimeAfter(current);

    /// <summary>The time of a creation.</summary>
    internal DateTimeOffset Now() => log.Now();

    /// <summary>Begins a commit in one partition.</summary>
    internal EntityCommit Begin(Container container, string partition) => new(store, log, container, partition);

    /// <summary>Begins a commit in the partition of an entity.</summary>
    internal EntityCommit Begin<T>(EntityKind<T> kind, DocumentKey key)
        where T : class, IEntity => Begin(kind.Documents.Container, key.Partition);

    /// <summary>Commits a new entity with its change; null when one with its id exists.</summary>
    internal async ValueTask<Document<T>?> Create<T>(
        EntityKind<T> kind,
        Origin origin,
        T entity,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var commit = Begin(kind, kind.KeyOf(entity));
        var write = commit.Create(kind, origin, entity);
        return await commit.Save(cancellationToken) ? write.Document : null;
    }

    /// <summary>
    /// Commits a new version with its change; null when somebody else was faster. A version that says the same as the
    /// current one is not written.
    /// </summary>
    internal async ValueTask<Document<T>?> Replace<T>(
        EntityKind<T> kind,
        Origin origin,
        Document<T> current,
        T updated,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var commit = Begin(kind, current.Key);
        if (commit.Replace(kind, origin, current, updated) is not { } write)
            return current;
        return await commit.Save(cancellationToken) ? write.Document : null;
    }

    /// <summary>Commits a deletion with its change; false when somebody else was faster.</summary>
    internal async ValueTask<bool> Delete<T>(
        EntityKind<T> kind,
        Origin origin,
        Document<T> current,
        CancellationToken cancellationToken)
        where T : class, IEntity
    {
        var commit = Begin(kind, current.Key);
        commit.Delete(kind, origin, current);
        return await commit.Save(cancellationToken);
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
}
