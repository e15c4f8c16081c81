using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Projects.Governance;

/// <summary>
/// Writes projects with the approvals that their policies ask for, in one commit: creations, changes that are made, and
/// changes that wait.
/// </summary>
internal sealed class ProjectApprovals(
    EntityWriter writer,
    ApprovalPolicyReader policies,
    ApprovalRequestService requests,
    ReviewScheduleWriter schedules)
{
    /// <summary>
    /// Commits a new project with the schedule of its review and, where a policy requires it, the request for its
    /// approval; null when one with its id exists.
    /// </summary>
    internal async ValueTask<CreatedProject?> Create(Call call, Project project, CancellationToken cancellationToken)
    {
        var plan = await policies.For(ApprovalRequest.Creation, before: null, project, cancellationToken);
        if (plan is not null)
            project = project with { RequiresApproval = true, ApprovalStatus = ApprovalStatus.Pending };
        var commit = writer.Begin(ProjectDocuments.Kind, ProjectDocuments.Key(project.Id));
        var created = commit.Create(ProjectDocuments.Kind, call.Origin, project);
        var approval = plan is null
            ? null
            : await requests.Start(
                commit,
                call.Origin,
                CreationOf(project, plan, call.Caller.UserId),
                register: null,
                wasLive: false,
                cancellationToken);
        schedules.Begin(commit, project);
        if (await commit.Save(cancellationToken))
            return new CreatedProject(created.Document, approval?.Document.Value.Id);
        return created.IsConflict
            ? null
            : throw new InvalidOperationException("A new project has no approvals and no schedule.");
    }

    /// <summary>The approval that a project waits for as a whole; null where it does not.</summary>
    internal async ValueTask<long?> PendingCreation(Project project, CancellationToken cancellationToken)
    {
        if (project.ApprovalStatus != ApprovalStatus.Pending)
            return null;
        var register = await requests.Register(project.Id, cancellationToken);
        return register?.Value.Creation?.ApprovalId;
    }

    /// <summary>
    /// Makes or proposes a change of governance fields, depending on the project's approval status; null when
    /// a concurrent write came first.
    /// </summary>
    internal async ValueTask<ChangeOutcome<Project>?> Change(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlyList<string> governed,
        CancellationToken cancellationToken)
    {
        var isLive = current.Value.IsLive;
        var register = isLive ? null : await requests.Register(updated.Id, cancellationToken);

        // What was live once has something to protect: asking for its approval again opens no way around the policies.
        if (isLive || register?.Value.WasLive == true)
        {
            var kinds = ChangeKinds.Between(current.Value, updated);
            if (await policies.For(kinds, current.Value, updated, cancellationToken) is { } plan)
                return await Propose(call, current, updated, kinds, plan, register, cancellationToken);
        }

        if (isLive)
        {
            var document = !current.Value.RequiresApproval && updated.RequiresApproval
                ? await AskAgain(call, current, updated, cancellationToken)
                : await Write(call, current, updated, cancellationToken);
            return ChangeOutcome<Project>.Made(document);
        }

        if (!updated.RequiresApproval && current.Value.RequiresApproval)
        {
            throw RefusedException.Conflict(
                "requires_approval",
                "A project that is not approved can't do without its approval.");
        }

        if (register is not null
            && await requests.Pending(updated.Id, register.Value.Creation, cancellationToken) is { } pending)
        {
            return ChangeOutcome<Project>.Made(
                await Resubmit(call, current, updated, governed, register, pending, cancellationToken));
        }

        return ChangeOutcome<Project>.Made(updated.Status == ProjectStatus.Archived
            ? await Write(call, current, updated, cancellationToken)
            : await AskAgain(call, current, updated, cancellationToken));
    }

    /// <summary>The change of a live project as a request; nothing of the project changes.</summary>
    private async ValueTask<ChangeOutcome<Project>?> Propose(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlySet<ChangeKind> kinds,
        ApprovalPlan plan,
        Document<ApprovalRegister>? register,
        CancellationToken cancellationToken)
    {
        register ??= await requests.Register(updated.Id, cancellationToken);
        var request = new ApprovalRequest
        {
            Project = current.Value,
            RequestedBy = call.Caller.UserId,
            Kinds = kinds,
            Plan = plan,
            ProposedChanges = ProposedFields.Between(current.Value, updated),
            BaseVersion = current.Version,
        };
        var commit = writer.Begin(ProjectDocuments.Kind, current.Key);
        var approval = await requests.Start(commit, call.Origin, request, register, wasLive: true, cancellationToken);
        return await commit.Save(cancellationToken) ? ChangeOutcome<Project>.Waiting(approval.Document) : null;
    }

    /// <summary>The change, and in the same commit a request for the approval of the project as it is then.</summary>
    private async ValueTask<Document<Project>?> AskAgain(
        Call call,
        Document<Project> current,
        Project updated,
        CancellationToken cancellationToken)
    {
        var asking = updated with { ApprovalStatus = ApprovalStatus.Pending };
        var plan = await policies.CreationPlan(asking, cancellationToken);
        var register = await requests.Register(updated.Id, cancellationToken);
        var commit = writer.Begin(ProjectDocuments.Kind, current.Key);
        if (commit.Replace(ProjectDocuments.Kind, call.Origin, current, asking) is not { } write)
            return current;
        await requests.Start(
            commit,
            call.Origin,
            CreationOf(asking, plan, call.Caller.UserId) with { Follows = register?.Value.CreationId },
            register,
            current.Value.IsLive,
            cancellationToken);
        return await commit.Save(cancellationToken) ? write.Document : null;
    }

    /// <summary>
    /// The change of a project whose approval is pending: it is sent back, or rejected if the project is archived.
    /// </summary>
    private async ValueTask<Document<Project>?> Resubmit(
        Call call,
        Document<Project> current,
        Project updated,
        IReadOnlyList<string> governed,
        Document<ApprovalRegister> register,
        Document<Approval> pending,
        CancellationToken cancellationToken)
    {
        var isArchived = updated.Status == ProjectStatus.Archived;
        var resubmitted = isArchived ? updated with { ApprovalStatus = ApprovalStatus.Rejected } : updated;
        var commit = writer.Begin(ProjectDocuments.Kind, current.Key);
        if (commit.Replace(ProjectDocuments.Kind, call.Origin, current, resubmitted) is not { } write)
            return current;
        if (isArchived)
        {
            await requests.Refuse(
                commit, call.Origin, pending, register, "The project was archived.", cancellationToken);
        }
        else
        {
            var plan = await policies.CreationPlan(updated, cancellationToken);
            await requests.Return(
                commit,
                call.Origin,
                pending,
                CreationOf(updated, plan, pending.Value.RequestedBy),
                $"The proposal was changed: {string.Join(", ", governed)}.",
                cancellationToken);
        }

        return await commit.Save(cancellationToken) ? write.Document : null;
    }

    private static ApprovalRequest CreationOf(Project project, ApprovalPlan plan, long requestedBy) => new()
    {
        Project = project,
        RequestedBy = requestedBy,
        Kinds = ApprovalRequest.Creation,
        Plan = plan,
    };

    private ValueTask<Document<Project>?> Write(
        Call call,
        Document<Project> current,
        Project updated,
        CancellationToken cancellationToken) =>
        writer.Replace(ProjectDocuments.Kind, call.Origin, current, updated, cancellationToken);
}
