using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>An approval with what it is about, as they were read.</summary>
internal sealed record ApprovalSituation(
    Document<Approval> Approval,
    Document<Project> Project,
    Document<ApprovalRegister>? Register,
    Document<Release>? Release)
{
    internal bool IsCreation => Approval.Value.Changes.Contains(ChangeKind.ProjectCreation);
}

/// <summary>
/// Carries out what an approval came to, in its commit: the project is approved, the proposed fields are applied, the
/// release is published. What can't be carried out any more is sent back or refused.
/// </summary>
internal sealed class ApprovalConclusion(EntityWriter writer, ProjectRules rules, ApprovalRequests requests)
{
    /// <summary>Sends a pending approval back where what it is about has changed, and refuses it where that is gone.</summary>
    internal async ValueTask<ApprovalTransition> Review(
        ApprovalSituation of,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        var (approval, project) = (transition.Approval, of.Project.Value);
        if (project.Status == ProjectStatus.Archived)
            return Refuse(transition, "The project is archived.");
        if (approval.ReleaseId is not null)
        {
            if (of.Release is not { Value: { Status: ReleaseStatus.Draft } draft })
                return Refuse(transition, "The release is no draft any more.");
            return ReleaseService.VersionOf(draft) == approval.BaseVersion
                ? transition
                : await Return(transition, approval, project, ReleaseService.VersionOf(draft), "The draft was changed.", cancellationToken);
        }

        var stale = ProposedFields.Stale(approval, project);
        if (stale.Count == 0)
            return transition;
        var left = ProposedFields.Between(project, ProposedFields.Merge(approval, project));
        return left.Count == 0
            ? Refuse(transition, "The project is as proposed already.")
            : await Return(
                transition,
                approval with { ProposedChanges = left },
                project,
                of.Project.Version,
                $"Changed since it was proposed: {string.Join(", ", stale)}.",
                cancellationToken);
    }

    /// <summary>What a transition comes to, and what else its commit writes.</summary>
    internal async ValueTask<(ApprovalTransition Transition, IReadOnlyList<Action<Commit>> Writes)> Conclude(
        Origin origin,
        ApprovalSituation of,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        var before = of.Approval.Value;
        if (before.Override is { LapsedAt: null } && transition.Approval.Override?.LapsedAt is not null)
            return (transition, await Lapse(of, cancellationToken));
        if (before.Status != ApprovalState.Pending || transition.Approval.Status == ApprovalState.Pending)
            return (transition, []);

        if (transition.Approval.Status == ApprovalState.Approved)
        {
            transition = await Review(of, transition, cancellationToken);
            if (transition.Approval.Status == ApprovalState.Approved && await Obstacle(of, cancellationToken) is { } obstacle)
                transition = Refuse(transition, obstacle);
        }
        else if (transition.Approval.Status == ApprovalState.Overridden && await Obstacle(of, cancellationToken) is { } obstacle)
        {
            throw RefusedException.Conflict(obstacle);
        }

        return (transition, transition.Approval.Status == ApprovalState.Pending ? [] : Finish(origin, of, transition.Approval));
    }

    /// <summary>The writes of an end: to what it is about, and to the register.</summary>
    private List<Action<Commit>> Finish(Origin origin, ApprovalSituation of, Approval ended)
    {
        var isGiven = ended.Status is ApprovalState.Approved or ApprovalState.Overridden;
        var writes = new List<Action<Commit>>();
        if (of.IsCreation)
            writes.Add(commit => AddProject(commit, origin, of, of.Project.Value with { ApprovalStatus = isGiven ? StatusOf(of.Project.Value) : ApprovalStatus.Rejected }));
        else if (isGiven && of.Release is { } release)
            writes.Add(commit => AddRelease(commit, origin, release, ended));
        else if (isGiven)
            writes.Add(commit => AddProject(commit, origin, of, Merged(of)));
        if (of.Register is { } register)
        {
            var updated = register.Value.Without(ended.Id);
            writes.Add(commit => ApprovalRequests.Add(commit, register, updated with { WasLive = updated.WasLive || isGiven }));
        }

        return writes;
    }

    /// <summary>After an override the project has to be approved properly, unless it is asked for already.</summary>
    private async ValueTask<IReadOnlyList<Action<Commit>>> Lapse(ApprovalSituation of, CancellationToken cancellationToken)
    {
        var project = of.Project.Value;
        if (project.Status == ProjectStatus.Archived || !ApprovalRequests.IsLive(project) || of.Register?.Value.Creation is not null)
            return [];
        var waiting = project with { ApprovalStatus = ApprovalStatus.Pending };
        var plan = await requests.PlanFor(ApprovalRequests.Creation, before: null, waiting with { RequiresApproval = true }, cancellationToken)
            ?? throw new InvalidOperationException("No policy asks for the approval of a project that requires it.");
        var request = new ApprovalRequest
        {
            Project = waiting,
            RequestedBy = of.Approval.Value.RequestedBy,
            Kinds = ApprovalRequests.Creation,
            Plan = plan,
            Follows = of.Approval.Value.Id,
        };
        var prepared = await requests.Start(Origin.System, request, of.Register, wasLive: true, cancellationToken);
        return [commit => AddProject(commit, Origin.System, of, waiting), prepared.AddTo];
    }

    /// <summary>What keeps an approved thing from being done; null for nothing.</summary>
    private async ValueTask<string?> Obstacle(ApprovalSituation of, CancellationToken cancellationToken)
    {
        var project = of.Project.Value;
        if (project.Status == ProjectStatus.Archived)
            return "The project is archived.";
        if (of.Approval.Value.ReleaseId is not null)
            return ApprovalRequests.IsLive(project) ? null : "The project itself is not approved.";
        try
        {
            var before = of.IsCreation ? new ProjectFields() : project;
            var after = of.IsCreation ? project : Merged(of);
            ProjectRules.Check(after);
            await rules.CheckReferences(before, after, cancellationToken);
            return null;
        }
        catch (RefusedException refusal) when (refusal.Kind == RefusalKind.Invalid)
        {
            return $"It is not possible any more: {string.Join(" ", refusal.Errors.Select(error => $"{error.Field}: {error.Message}"))}";
        }
    }

    private async ValueTask<ApprovalTransition> Return(
        ApprovalTransition transition,
        Approval anew,
        Project project,
        string version,
        string reason,
        CancellationToken cancellationToken)
    {
        var after = anew.ReleaseId is null ? new Project(ProposedFields.Merge(anew, project)) { Id = project.Id } : project;
        var kinds = anew.ReleaseId is null ? ChangeKinds.Between(project, after) : ApprovalRequests.Publication;
        var plan = await requests.PlanFor(kinds, project, after, cancellationToken);
        var request = new ApprovalRequest
        {
            Project = project,
            RequestedBy = anew.RequestedBy,
            Kinds = plan is null ? anew.Changes.ToHashSet() : kinds,

            // What no policy asks for any more still has its approvers to convince: they were promised the decision.
            Plan = plan ?? new ApprovalPlan(anew.Policies, anew.IsParallel, anew.Stages),
            ProposedChanges = anew.ProposedChanges,
            BaseVersion = version,
            ReleaseId = anew.ReleaseId,
        };
        return await requests.Return(transition, request, userId: null, reason, cancellationToken);
    }

    private ApprovalTransition Refuse(ApprovalTransition transition, string reason) =>
        ApprovalProcess.Refuse(transition, reason, writer.Now());

    private static Project Merged(ApprovalSituation of)
    {
        var current = of.Project.Value;
        var merged = new Project(ProposedFields.Merge(of.Approval.Value, current))
        {
            Id = current.Id,
            LastReviewId = current.LastReviewId,
            LastReviewedAt = current.LastReviewedAt,
            CreatedBy = current.CreatedBy,
            CreatedAt = current.CreatedAt,
        };
        return merged with { ApprovalStatus = ApprovalRequests.IsLive(current) ? StatusOf(merged) : current.ApprovalStatus };
    }

    private static ApprovalStatus StatusOf(Project project) =>
        project.RequiresApproval ? ApprovalStatus.Approved : ApprovalStatus.NotRequired;

    private void AddProject(Commit commit, Origin origin, ApprovalSituation of, Project updated) => writer.Add(
        commit,
        ProjectService.Kind,
        origin,
        of.Project.Value,
        updated with { UpdatedAt = writer.TimeAfter(of.Project.Value) },
        of.Project.Version,
        "updated",
        ApprovalDocuments.Path(of.Approval.Value.Id));

    private void AddRelease(Commit commit, Origin origin, Document<Release> release, Approval approval) => writer.Add(
        commit,
        ReleaseService.Kind,
        origin,
        release.Value,
        ReleaseService.Publish(release.Value, approval.RequestedBy, writer.TimeAfter(release.Value)),
        release.Version,
        "updated",
        ApprovalDocuments.Path(approval.Id));
}
