using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects.History;

/// <summary>Projects as they were: the current version with the changes since undone, the newest first.</summary>
/// <remarks>
/// Changes are read from the project's partition, where they are complete from the moment of their commit, and from
/// the trail for those that have expired there.
/// </remarks>
public sealed class ProjectHistory
{
    private const int PageSize = 200;

    private readonly IDocumentStore _store;
    private readonly AccessGuard _guard;

    internal ProjectHistory(IDocumentStore store, AccessGuard guard)
    {
        _store = store;
        _guard = guard;
    }

    /// <summary>The project as it was at a time; not there before it was created.</summary>
    public async ValueTask<Document<Project>> AsOf(Call call, long projectId, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var current = await _guard.Project(call, projectId, Permission.ReadProject, cancellationToken);
        if (time >= current.Value.UpdatedAt)
            return current;
        if (time < current.Value.CreatedAt)
            throw RefusedException.NotFound();

        var undone = JsonSerializer.SerializeToNode(current.Value, EnterpriseJson.Default.Project)!.AsObject();
        var lastChange = current.Value.CreatedAt;
        await foreach (var change in NewestFirst(projectId, cancellationToken))
        {
            if (!change.Action.StartsWith("project.", StringComparison.Ordinal))
                continue;
            if (change.OccurredAt <= time)
            {
                lastChange = change.OccurredAt;
                break;
            }

            Undo(undone, change.OldValues);
        }

        undone["updated_at"] = JsonSerializer.SerializeToNode(lastChange, EnterpriseJson.Default.DateTimeOffset);
        var project = undone.Deserialize(EnterpriseJson.Default.Project)!;
        await _guard.Require(call, Permission.ReadProject, project, cancellationToken);

        // What was is known by its time; no version of the store's own can be mistaken for it.
        var version = $"as-of-{Ids.Text(FieldValue.Of(lastChange).Integer)}";
        var json = JsonSerializer.SerializeToUtf8Bytes(project, EnterpriseJson.Default.Project);
        return new Document<Project>(ProjectDocuments.Type, current.Key, version, json);
    }

    private static void Undo(JsonObject project, JsonElement? oldValues)
    {
        if (oldValues is not { } values)
            return;
        foreach (var field in values.EnumerateObject())
            project[field.Name] = JsonNode.Parse(field.Value.GetRawText());
    }

    /// <summary>The updates of the project entity itself.</summary>
    private async IAsyncEnumerable<Change> NewestFirst(
        long projectId,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DateTimeOffset? oldest = null;
        var recent = new DocumentQuery<Change>(Changes.OfProjects)
        {
            Scope = Scope.In(ProjectDocuments.Partition(projectId)),
            Where = IsProject(Changes.EntityType, Changes.EntityId, projectId),
            Sort = [new Order(Changes.Id, Descending: true)],
            Limit = PageSize,
        };
        while (true)
        {
            var page = await _store.Query(recent, cancellationToken);
            foreach (var change in page.Items)
            {
                oldest = change.Value.OccurredAt;
                yield return change.Value;
            }

            if (!page.HasMore)
                break;
            recent = recent with { After = page.Next };
        }

        var archived = new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
        {
            Scope = Scope.Below(ProjectDocuments.Partition(projectId)),
            Where = Predicate.Equal(AuditDocuments.ProjectId, FieldValue.Of(projectId))
                & IsProject(AuditDocuments.EntityType, AuditDocuments.EntityId, projectId)
                & (oldest is null
                    ? Predicate.Everything
                    : new Compare(AuditDocuments.OccurredAt, Comparison.Less, FieldValue.Of(oldest))),
            Sort = [new Order(AuditDocuments.OccurredAt, Descending: true)],
            Limit = PageSize,
        };
        while (true)
        {
            var page = await _store.Query(archived, cancellationToken);
            foreach (var entry in page.Items)
                yield return AsChange(entry.Value);
            if (!page.HasMore)
                break;
            archived = archived with { After = page.Next };
        }
    }

    private static Predicate IsProject(Field entityType, Field entityId, long projectId) =>
        Predicate.Equal(entityType, FieldValue.Of("project")) & Predicate.Equal(entityId, FieldValue.Of(projectId));

    private static Change AsChange(AuditEntry entry) => new()
    {
        Id = entry.Id,
        Action = entry.Action,
        EntityType = entry.EntityType,
        OccurredAt = entry.OccurredAt,
        OldValues = entry.OldValues,
    };
}
