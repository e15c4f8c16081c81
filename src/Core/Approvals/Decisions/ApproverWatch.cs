using System.Text.Json;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Identity;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>
/// Looks at the approvals whose approvers may have changed: somebody has left or changed their role, a team has another
/// manager or other members, a project another team. What it does not reach is looked at within a day anyway.
/// </summary>
public sealed class ApproverWatch(
    IDocumentStore store,
    ApprovalService approvals,
    ApproverDirectory directory,
    CallerDirectory callers) : IChangeConsumer
{
    private const int TasksPerPage = 200;
    private const int MostPages = 50;

    /// <summary>A role that so many people have is in no danger of running out of them.</summary>
    private const int ManyPeople = 50;

    /// <inheritdoc/>
    public string Name => "approver-watch";

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var references = new HashSet<ApproverReference>();
        var projects = new HashSet<long>();
        foreach (var change in changes)
        {
            if (change is { Action: "project.updated", ProjectId: { } project } && Has(change, "team_id"))
                projects.Add(project);
            references.UnionWith(await Affected(change, cancellationToken));
        }

        var looked = new HashSet<long>();
        foreach (var reference in references)
            await LookAt(reference, looked, cancellationToken);
        foreach (var project in projects)
        {
            var register = await store.Get(ApprovalRegister.Type, ApprovalRegister.Key(project), cancellationToken);
            foreach (var pending in register?.Value.Pending ?? [])
                await LookAt(project, pending.ApprovalId, looked, cancellationToken);
        }
    }

    private async ValueTask<IEnumerable<ApproverReference>> Affected(Change change, CancellationToken cancellationToken)
    {
        switch (change)
        {
            case { Action: "user.updated", EntityId: { } user } when Has(change, "is_active") || Has(change, "role"):
                var teams = await callers.TeamsOf(user, cancellationToken);
                var roles = new[] { ApproverReference.Role(Access.Role.Manager), ApproverReference.Role(Access.Role.Admin) };
                return
                [
                    ApproverReference.User(user),
                    .. roles,
                    .. teams.Select(ApproverReference.Team),
                    .. teams.Select(ApproverReference.TeamManager),
                ];
            case { Action: "team.updated", EntityId: { } team } when Has(change, "manager_id"):
                return [ApproverReference.Team(team), ApproverReference.TeamManager(team)];
            case { Action: "team.deleted", EntityId: { } team }:
                return [ApproverReference.Team(team), ApproverReference.TeamManager(team)];
            case { EntityType: "team_member" } when TeamOf(change.NewValues) is { } joined:
                return [ApproverReference.Team(joined)];
            case { EntityType: "team_member" } when TeamOf(change.OldValues) is { } left:
                return [ApproverReference.Team(left)];
            default:
                return [];
        }
    }

    private async ValueTask LookAt(ApproverReference reference, HashSet<long> looked, CancellationToken cancellationToken)
    {
        if (reference.Kind == ApproverReferenceKind.Role
            && (await directory.People(reference, ManyPeople, cancellationToken)).Count == ManyPeople)
        {
            return;
        }

        var query = new DocumentQuery<ApprovalTask>(ApprovalDocuments.Tasks)
        {
            Where = Predicate.Equal(ApprovalDocuments.TaskAssignee, FieldValue.Of(reference.Text)),
            Sort = [new Order(ApprovalDocuments.TaskApprovalId)],
            Limit = TasksPerPage,
        };
        for (var round = 0; round < MostPages; round++)
        {
            var page = await store.Query(query, cancellationToken);
            foreach (var task in page.Items.Select(item => item.Value))
                await LookAt(task.ProjectId, task.ApprovalId, looked, cancellationToken);
            if (!page.HasMore)
                return;
            query = query with { After = page.Next };
        }
    }

    private async ValueTask LookAt(long projectId, long approvalId, HashSet<long> looked, CancellationToken cancellationToken)
    {
        if (looked.Add(approvalId))
            await approvals.Recheck(projectId, approvalId, cancellationToken);
    }

    private static bool Has(Change change, string field) => change.NewValues is { } values && values.TryGetProperty(field, out _);

    private static long? TeamOf(JsonElement? values) =>
        values is { } given && given.TryGetProperty("team_id", out var team) && team.ValueKind == JsonValueKind.Number ? team.GetInt64() : null;
}
