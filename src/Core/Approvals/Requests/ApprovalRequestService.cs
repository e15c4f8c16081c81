using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>What is asked for.</summary>
internal sealed record ApprovalRequest
{
    public required Project Project { get; init; }

    public required long RequestedBy { get; init; }

    public required IReadOnlySet<ChangeKind> Kinds { get; init; }

    public required ApprovalPlan Plan { get; init; }

    public IReadOnlyDictionary<string, ProposedChange> ProposedChanges { get; init; } =
        new Dictionary<string, ProposedChange>();

    public string BaseVersion { get; init; } = "";

    public long? ReleaseId { get; init; }

    public long? Follows { get; init; }

    /// <summary>What is asked for of a project as a whole.</summary>
    internal static IReadOnlySet<ChangeKind> Creation { get; } = new HashSet<ChangeKind> { ChangeKind.ProjectCreation };

    /// <summary>Whether it is about the project as a whole.</summary>
    internal bool IsCreation => Kinds.Contains(ChangeKind.ProjectCreation);
}

/// <summary>Asks for approvals, as part of the commits of what they are about.</summary>
internal sealed class ApprovalRequestService(
    IDocumentStore store,
    ApproverResolver resolver,
    ApprovalWriter approvals,
    EntityWriter writer,
    IdAllocator ids)
{
    /// <summary>What is pending in a project; null when nothing ever was.</summary>
    internal ValueTask<Document<ApprovalRegister>?> Register(long projectId, CancellationToken cancellationToken) =>
        store.Get(ApprovalRegister.Type, ApprovalRegister.Key(projectId), cancellationToken);

    /// <summary>Refuses what only an approved project can do, with the approval that it waits for.</summary>
    internal async ValueTask RequireLive(Project project, CancellationToken cancellationToken)
    {
        if (project.IsLive)
            return;
        var register = await Register(project.Id, cancellationToken);
        var where = register?.Value.CreationId is { } id ? $": {ApprovalDocuments.Path(id)}" : "";
        throw RefusedException.Conflict(project.ApprovalStatus == ApprovalStatus.Pending
            ? $"The project waits for its approval{where}."
            : $"The project's approval was not given{where}. A change of its governance fields asks for it anew.");
    }

    /// <summary>Begins an approval; its writes, with the register's, go into the commit of what it is about.</summary>
    internal async ValueTask<CommitWrite<Approval>> Start(
        EntityCommit commit,
        Origin origin,
        ApprovalRequest request,
        Document<ApprovalRegister>? register,
        bool wasLive,
        CancellationToken cancellationToken)
    {
        var pending = new PendingApproval
        {
            ApprovalId = 0,
            Fields = request.ReleaseId is null ? [.. request.ProposedChanges.Keys] : [],
            ReleaseId = request.ReleaseId,
            IsCreation = request.IsCreation,
        };
        var known = register?.Value ?? new ApprovalRegister { ProjectId = request.Project.Id };

        // What is refused takes no id.
        known.RequireRoom(pending);
        var id = await ids.Next(ApprovalDocuments.Type.Kind, cancellationToken);
        var updated = known.With(pending with { ApprovalId = id });
        updated = updated with { WasLive = updated.WasLive || wasLive };
        var now = writer.Now();
        var facts = await resolver.Of(request.Plan.Stages, request.Project.TeamId, [], cancellationToken);
        var proposal = Proposal(id, request) with { CreatedAt = now, UpdatedAt = now };
        var transition = ApprovalProcess.Start(proposal, facts, now);
        var write = await approvals.Add(commit, origin, current: null, transition, cancellationToken);
        updated.AddTo(commit, register);
        return write;
    }

    /// <summary>Sends an approval back because what it is about has changed, in the commit of that change.</summary>
    internal async ValueTask<CommitWrite<Approval>> Return(
        EntityCommit commit,
        Origin origin,
        Document<Approval> current,
        ApprovalRequest request,
        string reason,
        CancellationToken cancellationToken)
    {
        var transition = await Return(
            ApprovalTransition.Of(current.Value),
            request,
            origin.UserId,
            reason,
            cancellationToken);
        return await approvals.Add(commit, origin, current, transition, cancellationToken);
    }

    /// <summary>Sends an approval back as part of a transition.</summary>
    internal async ValueTask<ApprovalTransition> Return(
        ApprovalTransition transition,
        ApprovalRequest request,
        long? userId,
        string reason,
        CancellationToken cancellationToken)
    {
        var stages = request.Plan.Stages.Select(StageClock.Reset).ToList();
        var facts = await resolver.Of(stages, request.Project.TeamId, [], cancellationToken);
        return ApprovalProcess.Return(
            transition, Proposal(transition.Approval.Id, request), userId, reason, facts, writer.Now());
    }

    /// <summary>Ends an approval because what it is about is gone, in the commit of that change.</summary>
    internal async ValueTask Refuse(
        EntityCommit commit,
        Origin origin,
        Document<Approval> current,
        Document<ApprovalRegister> register,
        string reason,
        CancellationToken cancellationToken)
    {
        var transition = ApprovalProcess.Refuse(ApprovalTransition.Of(current.Value), reason, writer.Now());
        await approvals.Add(commit, origin, current, transition, cancellationToken);
        register.Value.Without(current.Value.Id).AddTo(commit, register);
    }

    /// <summary>Reads a pending approval that a register names.</summary>
    internal async ValueTask<Document<Approval>?> Pending(
        long projectId,
        PendingApproval? pending,
        CancellationToken cancellationToken) =>
        pending is null
            ? null
            : await store.Get(
                ApprovalDocuments.Type,
                ApprovalDocuments.Key(projectId, pending.ApprovalId),
                cancellationToken);

    private static Approval Proposal(long id, ApprovalRequest request) => new()
    {
        Id = id,
        ProjectId = request.Project.Id,
        Changes = [.. request.Kinds.Order()],
        RequestedBy = request.RequestedBy,
        ReleaseId = request.ReleaseId,
        ProposedChanges = request.ProposedChanges,
        BaseVersion = request.BaseVersion,
        Policies = request.Plan.Policies,
        IsParallel = request.Plan.IsParallel,
        Stages = request.Plan.Stages,
        Follows = request.Follows,
    };
}
