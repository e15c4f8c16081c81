using System.Text.Json;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Auditing;

/// <summary>Makes changes, and commits those that come without an entity: denials, reads of the whole trail.</summary>
public sealed class ChangeLog(IDocumentStore store, TimeProvider time)
{
    private const int MostUserAgent = 512;

    /// <summary>A change made now or, where the entity was changed in this very microsecond, just after.</summary>
    internal Change Describe(
        Origin origin,
        ChangeEvent @event,
        string entityType,
        long? entityId,
        long? projectId,
        (JsonElement? Old, JsonElement? New) values = default,
        string? reason = null,
        DateTimeOffset? occurredAt = null)
    {
        var at = occurredAt ?? Now();
        return new Change
        {
            Id = ChangeId.Create(at),
            Action = @event.Name,
            EntityType = entityType,
            EntityId = entityId,
            ProjectId = projectId,
            UserId = origin.UserId,
            IsAgent = origin.IsAgent ? true : null,
            OccurredAt = at,
            IpAddress = origin.IpAddress?.ToString(),
            UserAgent = origin.UserAgent is { Length: > MostUserAgent } agent
                ? agent[..MostUserAgent]
                : origin.UserAgent,
            RequestId = origin.RequestId,
            Reason = reason,
            OldValues = values.Old,
            NewValues = values.New,
        };
    }

    /// <summary>
    /// The time of a change that follows the given version of an entity: later, whatever the clock says.
    /// </summary>
    internal DateTimeOffset TimeAfter(IEntity current)
    {
        var now = Now();
        var next = current.UpdatedAt + TimeSpan.FromMicroseconds(1);
        return now > next ? now : next;
    }

    /// <summary>The time to the microsecond.</summary>
    internal DateTimeOffset Now() => UtcTimestampConverter.ToMicroseconds(time.GetUtcNow());

    /// <summary>Commits a change that comes alone.</summary>
    internal async ValueTask Append(Change change, CancellationToken cancellationToken)
    {
        var commit = change.ProjectId is { } project
            ? new Commit(Container.Projects, Partitions.OfProject(project))
                .Create(Changes.OfProjects, change.Id, change)
            : new Commit(Container.Directory, Partitions.OfUser(change.UserId ?? 0))
                .Create(Changes.OfDirectory, change.Id, change);
        var result = await store.Commit(commit, cancellationToken);
        if (!result.Succeeded)
            throw new InvalidOperationException($"The change {change.Id} exists already.");
    }
}
