using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>
/// Adds approvals to commits, with a change for each of their effects and the tasks of those who are asked.
/// </summary>
internal sealed class ApprovalWriter(IDocumentStore store, EntityWriter writer, ChangeLog log)
{
    /// <summary>
    /// The audit trail has an entry for every event, so changes contain the approval without its history.
    /// </summary>
    internal static EntityKind<Approval> Kind { get; } = new(
        ApprovalDocuments.Type,
        approval => ApprovalDocuments.Key(approval.ProjectId, approval.Id),
        approval => approval.ProjectId,
        new(ApprovalEvents.Created))
    {
        Shown = approval => approval with { History = [], DueAt = null, Assignees = [] },
    };

    /// <summary>
    /// Adds a transition to a commit in the project's partition. What a transition without effects changes (the due
    /// time, the assignees) is written without a change: nothing has happened.
    /// </summary>
    internal async ValueTask<CommitWrite<Approval>> Add(
        EntityCommit commit,
        Origin origin,
        Document<Approval>? current,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        var at = current is null ? writer.Now() : writer.TimeAfter(current.Value);
        var last = at + TimeSpan.FromMicroseconds(Math.Max(0, transition.Effects.Count - 1));
        var approval = transition.Approval with
        {
            CreatedAt = current?.Value.CreatedAt ?? at,
            UpdatedAt = current is not null && transition.Effects.Count == 0 ? current.Value.UpdatedAt : last,
        };
        var key = Kind.KeyOf(approval);
        var before = current?.Value.Assignees ?? [];
        var added = approval.Assignees.Except(before, StringComparer.Ordinal).ToList();
        var removed = await Tasks(
            approval,
            before.Except(approval.Assignees, StringComparer.Ordinal),
            cancellationToken);
        var write = commit.Write(Kind.Documents, key.Id, current, approval);
        foreach (var change in Describe(origin, current?.Value, approval, transition.Effects, at))
            commit.Append(change);
        foreach (var assignee in added)
            commit.Create(ApprovalDocuments.Tasks, TaskKey(approval, assignee).Id, Task(approval, assignee));
        foreach (var task in removed)
            commit.Delete(ApprovalDocuments.Tasks, task);
        return write;
    }

    /// <summary>The first change tells what is different now, the others just what happened.</summary>
    private IEnumerable<Change> Describe(
        Origin origin,
        Approval? before,
        Approval after,
        IReadOnlyList<ApprovalEffect> effects,
        DateTimeOffset at)
    {
        foreach (var (index, effect) in effects.Index())
        {
            var own = effect.Values();
            var (old, @new) = index == 0 ? Kind.Difference(before, after) : (null, null);
            yield return log.Describe(
                origin,
                effect.Event,
                Kind.Name,
                after.Id,
                after.ProjectId,
                (old, @new is { } changed && own is { } values ? Both(changed, values) : @new ?? own),
                effect.Comment,
                at + TimeSpan.FromMicroseconds(index));
        }
    }

    private static JsonElement Both(JsonElement one, JsonElement other)
    {
        var both = JsonObject.Create(one)!;
        foreach (var property in other.EnumerateObject())
            both[property.Name] = JsonNode.Parse(property.Value.GetRawText());
        return JsonSerializer.SerializeToElement(both, ValuesJson.Default.JsonObject);
    }

    private async ValueTask<IReadOnlyList<Document<ApprovalTask>>> Tasks(
        Approval approval,
        IEnumerable<string> assignees,
        CancellationToken cancellationToken)
    {
        var tasks = new List<Document<ApprovalTask>>();
        foreach (var assignee in assignees)
        {
            if (await store.Get(ApprovalDocuments.Tasks, TaskKey(approval, assignee), cancellationToken) is { } task)
                tasks.Add(task);
        }

        return tasks;
    }

    private static DocumentKey TaskKey(Approval approval, string assignee) =>
        ApprovalDocuments.TaskKeyOf(approval.ProjectId, approval.Id, assignee);

    private static ApprovalTask Task(Approval approval, string assignee) => new()
    {
        ApprovalId = approval.Id,
        ProjectId = approval.ProjectId,
        RequestedBy = approval.RequestedBy,
        Assignee = assignee,
    };
}
