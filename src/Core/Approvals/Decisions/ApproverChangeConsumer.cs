using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>
/// Looks at the approvals whose approvers may have changed: somebody has left or changed their role, a team has another
/// manager or other members, a project another team. What it does not reach is looked at within a day anyway.
/// </summary>
internal sealed class ApproverChangeConsumer(
    IDocumentStore store,
    ApprovalService approvals,
    ApproverDirectory directory) : IChangeConsumer
{
    private const int TasksPerPage = 200;
    private const int MostPages = 50;
    private const int MostTeams = 1000;

    /// <summary>A role that so many people have is in no danger of running out of them.</summary>
    private const int ManyPeople = 50;

    /// <inheritdoc/>
    public string Name => "approver-watch";

    /// <inheritdoc/>
    public string Predecessor => FormerConsumers.Reactions;

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var references = new HashSet<ApproverReference>();
        var projects = new HashSet<long>();
        foreach (var change in changes)
        {
            if (ProjectEvents.Updated.IsOf(change)
                && change.ProjectId is { } project
                && change.Touches(ProjectDocuments.TeamId))
            {
                projects.Add(project);
            }

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
        if (change.EntityId is not { } id)
            return [];
        if (UserEvents.Updated.IsOf(change))
        {
            return change.Touches(UserDocuments.IsActive) || change.Touches(UserDocuments.Role)
                ? await Of(id, cancellationToken)
                : [];
        }

        if (TeamEvents.Deleted.IsOf(change)
            || (TeamEvents.Updated.IsOf(change) && change.Touches(TeamDocuments.ManagerId)))
        {
            return [ApproverReference.Team(id), ApproverReference.TeamManager(id)];
        }

        return TeamEvents.MemberAdded.IsOf(change) || TeamEvents.MemberRemoved.IsOf(change)
            ? [ApproverReference.Team(id)]
            : [];
    }

    /// <summary>The references that may name a user whose role or activity has changed, before or after.</summary>
    private async ValueTask<IEnumerable<ApproverReference>> Of(long userId, CancellationToken cancellationToken)
    {
        var teams = await TeamDocuments.TeamsOf(store, userId, MostTeams, cancellationToken);
        return
        [
            ApproverReference.User(userId),
            ApproverReference.Role(Role.Manager),
            ApproverReference.Role(Role.Admin),
            .. teams.Select(ApproverReference.Team),
            .. teams.Select(ApproverReference.TeamManager),
        ];
    }

    private async ValueTask LookAt(
        ApproverReference reference,
        HashSet<long> looked,
        CancellationToken cancellationToken)
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

    private async ValueTask LookAt(
        long projectId,
        long approvalId,
        HashSet<long> looked,
        CancellationToken cancellationToken)
    {
        if (looked.Add(approvalId))
            await approvals.Advance(projectId, approvalId, cancellationToken);
    }
}
