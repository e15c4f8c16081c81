using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>Projects as they were: the current version with the changes since undone, the newest first.</summary>
/// <remarks>
/// Changes are read from the project's partition, where they are complete from the moment of their commit, and from
/// the trail for those that have expired there.
/// </remarks>
internal sealed class ProjectHistory(IDocumentStore store, ProjectGuard projects)
{
    private const int PageSize = 200;

    /// <summary>The project as it was at a time; not there before it was created.</summary>
    public async ValueTask<Document<Project>> AsOf(
        Call call,
        long projectId,
        DateTimeOffset time,
        CancellationToken cancellationToken)
    {
        var current = await projects.Get(call, projectId, ProjectPermissions.Read, cancellationToken);
        if (time >= current.Value.UpdatedAt)
            return current;
        if (time < current.Value.CreatedAt)
            throw RefusedException.NotFound();

        var undone = JsonSerializer.SerializeToNode(current.Value, ProjectsJson.Default.Project)!.AsObject();
        var lastChange = current.Value.CreatedAt;
        await foreach (var change in NewestFirst(projectId, cancellationToken))
        {
            if (!ProjectEvents.All.Any(@event => @event.IsOf(change)))
                continue;
            if (change.OccurredAt <= time)
            {
                lastChange = change.OccurredAt;
                break;
            }

            Undo(undone, change.OldValues);
        }

        undone["updated_at"] = JsonSerializer.SerializeToNode(lastChange, ValuesJson.Default.DateTimeOffset);
        var project = undone.Deserialize(ProjectsJson.Default.Project)!;
        await projects.Require(call, ProjectPermissions.Read, project, cancellationToken);

        // What was is known by its time; no version of the store's own can be mistaken for it.
        var version = $"as-of-{Ids.Text(FieldValue.Of(lastChange).Integer)}";
        var json = JsonSerializer.SerializeToUtf8Bytes(project, ProjectsJson.Default.Project);
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
            Scope = Scope.In(Partitions.OfProject(projectId)),
            Where = IsProject(Changes.EntityType, Changes.EntityId, projectId),
            Sort = [new Order(Changes.Id, Descending: true)],
            Limit = PageSize,
        };
        while (true)
        {
            var page = await store.Query(recent, cancellationToken);
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
            Scope = Scope.Below(Partitions.OfProject(projectId)),
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
            var page = await store.Query(archived, cancellationToken);
            foreach (var entry in page.Items)
                yield return entry.Value;
            if (!page.HasMore)
                break;
            archived = archived with { After = page.Next };
        }
    }

    private static Predicate IsProject(Field entityType, Field entityId, long projectId) =>
        Predicate.Equal(entityType, FieldValue.Of(ProjectDocuments.Type.Kind))
        & Predicate.Equal(entityId, FieldValue.Of(projectId));
}
