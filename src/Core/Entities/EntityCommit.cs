using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>
/// Builds one commit in one partition: entities with their changes, and the documents that belong to them. Each write
/// is handed out, and holds its document once the commit is saved.
/// </summary>
internal sealed class EntityCommit(IDocumentStore store, ChangeLog log, Container container, string partition)
{
    /// <summary>How many writes an entity takes: its document and its change.</summary>
    internal const int WritesPerEntity = 2;

    private readonly Commit _commit = new(container, partition);
    private readonly List<Action<CommitResult>> _completions = [];

    /// <summary>Creates a document that has no change of its own.</summary>
    internal CommitWrite<T> Create<T>(DocumentType<T> type, string id, T value)
        where T : class
    {
        _commit.Create(type, id, value);
        return Track(type, id, value);
    }

    /// <summary>Replaces a document that has no change of its own.</summary>
    internal CommitWrite<T> Replace<T>(DocumentType<T> type, Document<T> current, T value)
        where T : class
    {
        _commit.Replace(type, current.Key.Id, value, current.Version);
        return Track(type, current.Key.Id, value);
    }

    /// <summary>Creates the document where there is none yet, and replaces it otherwise.</summary>
    internal CommitWrite<T> Write<T>(DocumentType<T> type, string id, Document<T>? current, T value)
        where T : class => current is null ? Create(type, id, value) : Replace(type, current, value);

    /// <summary>Deletes a document that has no change of its own.</summary>
    internal void Delete<T>(DocumentType<T> type, Document<T> current)
        where T : class => _commit.Delete(type, current.Key.Id, current.Version);

    /// <summary>Creates an entity with its change.</summary>
    internal CommitWrite<T> Create<T>(EntityKind<T> kind, Origin origin, T entity)
        where T : class, IEntity
    {
        var write = Create(kind.Documents, kind.KeyOf(entity).Id, entity);
        var values = kind.Creation(entity, _commit.Writes[write.Index].Json.Span);
        Append(kind, origin, kind.Events.Created, entity, values, reason: null, entity.UpdatedAt);
        return write;
    }

    /// <summary>Replaces an entity with its change; null, and no write, where the two versions say the same.</summary>
    internal CommitWrite<T>? Replace<T>(
        EntityKind<T> kind,
        Origin origin,
        Document<T> current,
        T updated,
        string? reason = null)
        where T : class, IEntity
    {
        var values = kind.Difference(current.Value, updated);
        if (values.New is null)
            return null;
        var write = Replace(kind.Documents, current, updated);
        Append(kind, origin, Event(kind, kind.Events.Updated), updated, values, reason, updated.UpdatedAt);
        return write;
    }

    /// <summary>Deletes an entity with its change.</summary>
    internal void Delete<T>(EntityKind<T> kind, Origin origin, Document<T> current)
        where T : class, IEntity
    {
        var values = kind.Difference(current.Value, after: null);
        Delete(kind.Documents, current);
        var at = log.TimeAfter(current.Value);
        Append(kind, origin, Event(kind, kind.Events.Deleted), current.Value, values, reason: null, at);
    }

    /// <summary>Adds a change that was described already.</summary>
    internal void Append(Change change) => _commit.Create(Changes.In(_commit.Container), change.Id, change);

    /// <summary>Refuses with a 409 what would not fit into the commit beside what it holds already.</summary>
    internal void RequireRoom(int writes, string refusal)
    {
        if (_commit.Writes.Count + writes > Commit.MostWrites)
            throw RefusedException.Conflict(refusal);
    }

    /// <summary>
    /// Writes everything, durably, or nothing; false where a document exists or was changed by somebody else.
    /// </summary>
    internal async ValueTask<bool> Save(CancellationToken cancellationToken)
    {
        var result = await store.Commit(_commit, cancellationToken);
        foreach (var complete in _completions)
            complete(result);
        return result.Succeeded;
    }

    private CommitWrite<T> Track<T>(DocumentType<T> type, string id, T? value)
        where T : class
    {
        var key = new DocumentKey(_commit.Partition, id);
        var write = new CommitWrite<T>(type, key, _commit.Writes.Count - 1, value);
        _completions.Add(result => write.Complete(_commit, result));
        return write;
    }

    private void Append<T>(
        EntityKind<T> kind,
        Origin origin,
        ChangeEvent @event,
        T entity,
        (JsonElement? Old, JsonElement? New) values,
        string? reason,
        DateTimeOffset occurredAt)
        where T : class, IEntity => Append(log.Describe(
            origin,
            @event,
            kind.Name,
            entity.Id,
            kind.ProjectIdOf(entity),
            values,
            reason,
            occurredAt));

    private static ChangeEvent Event<T>(EntityKind<T> kind, ChangeEvent? @event)
        where T : class, IEntity =>
        @event ?? throw new InvalidOperationException($"The {kind.Name} has no event for this write.");
}
