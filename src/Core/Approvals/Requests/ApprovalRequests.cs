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

    public IReadOnlyDictionary<string, ProposedChange> ProposedChanges { get; init; } = new Dictionary<string, ProposedChange>();

    public string BaseVersion { get; init; } = "";

    public long? ReleaseId { get; init; }

    public long? Follows { get; init; }

    /// <summary>Whether it is about the project as a whole.</summary>
    internal bool IsCreation => Kinds.Contains(ChangeKind.ProjectCreation);
}

/// <summary>Asks for approvals, as part of the commits of what they are about.</summary>
internal sealed class ApprovalRequests(
    IDocumentStore store,
    ApprovalPolicies policies,
    Electorate electorate,
    ApprovalWriter approvals,
    EntityWriter writer,
    IdAllocator ids)
{
    internal static readonly IReadOnlySet<ChangeKind> Creation = new HashSet<ChangeKind> { ChangeKind.ProjectCreation };
    internal static readonly IReadOnlySet<ChangeKind> Publication = new HashSet<ChangeKind> { ChangeKind.ProductionRelease };

    /// <summary>Whether what is in the project can be released and deployed.</summary>
    internal static bool IsLive(Project project) =>
        project.ApprovalStatus is ApprovalStatus.NotRequired or ApprovalStatus.Approved;

    /// <summary>Who has to approve; null when nobody has.</summary>
    internal ValueTask<ApprovalPlan?> PlanFor(
        IReadOnlySet<ChangeKind> kinds,
        Project? before,
        Project after,
        CancellationToken cancellationToken) => policies.For(kinds, before, after, cancellationToken);

    /// <summary>What is pending in a project; null when nothing ever was.</summary>
    internal ValueTask<Document<ApprovalRegister>?> Register(long projectId, CancellationToken cancellationToken) =>
        store.Get(ApprovalRegister.Type, ApprovalRegister.Key(projectId), cancellationToken);

    /// <summary>Refuses what only an approved project can do, with the approval that it waits for.</summary>
    internal async ValueTask RequireLive(Project project, CancellationToken cancellationToken)
    {
        if (IsLive(project))
            return;
        var register = await Register(project.Id, cancellationToken);
        var where = register?.Value.CreationId is { } id ? $": {ApprovalDocuments.Path(id)}" : "";
        throw RefusedException.Conflict(project.ApprovalStatus == ApprovalStatus.Pending
            ? $"The project waits for its approval{where}."
            : $"The project's approval was not given{where}. A change of its governance fields asks for it anew.");
    }

    /// <summary>Begins an approval; its writes, with the register's, go into the commit of what it is about.</summary>
    internal async ValueTask<PreparedApproval> Start(
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
        known.With(pending);
        var id = await ids.Next(ApprovalDocuments.Type.Kind, cancellationToken);
        var updated = known.With(pending with { ApprovalId = id });
        updated = updated with { WasLive = updated.WasLive || wasLive };
        var now = writer.Now();
        var facts = await electorate.Of(request.Plan.Stages, request.Project.TeamId, [], cancellationToken);
        var transition = ApprovalProcess.Start(Proposal(id, request) with { CreatedAt = now, UpdatedAt = now }, facts, now);
        var prepared = await approvals.Prepare(origin, current: null, transition, cancellationToken);
        return prepared with
        {
            AddTo = commit =>
            {
                prepared.AddTo(commit);
                Add(commit, register, updated);
            },
        };
    }

    /// <summary>Sends an approval back because what it is about has changed, in the commit of that change.</summary>
    internal async ValueTask<PreparedApproval> Return(
        Origin origin,
        Document<Approval> current,
        ApprovalRequest request,
        string reason,
        CancellationToken cancellationToken)
    {
        var transition = await Return(ApprovalTransition.Of(current.Value), request, origin.UserId, reason, cancellationToken);
        return await approvals.Prepare(origin, current, transition, cancellationToken);
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
        var facts = await electorate.Of(stages, request.Project.TeamId, [], cancellationToken);
        return ApprovalProcess.Return(
            transition, Proposal(transition.Approval.Id, request), userId, reason, facts, writer.Now());
    }

    /// <summary>Ends an approval because what it is about is gone, in the commit of that change.</summary>
    internal async ValueTask<PreparedApproval> Refuse(
        Origin origin,
        Document<Approval> current,
        Document<ApprovalRegister> register,
        string reason,
        CancellationToken cancellationToken)
    {
        var transition = ApprovalProcess.Refuse(ApprovalTransition.Of(current.Value), reason, writer.Now());
        var prepared = await approvals.Prepare(origin, current, transition, cancellationToken);
        return prepared with
        {
            AddTo = commit =>
            {
                prepared.AddTo(commit);
                Add(commit, register, register.Value.Without(current.Value.Id));
            },
        };
    }

    /// <summary>Reads a pending approval that a register names.</summary>
    internal async ValueTask<Document<Approval>?> Pending(long projectId, PendingApproval? pending, CancellationToken cancellationToken) =>
        pending is null
            ? null
            : await store.Get(ApprovalDocuments.Type, ApprovalDocuments.Key(projectId, pending.ApprovalId), cancellationToken);

    /// <summary>Adds the register to a commit, unless it says the same.</summary>
    internal static void Add(Commit commit, Document<ApprovalRegister>? current, ApprovalRegister updated)
    {
        var key = ApprovalRegister.Key(updated.ProjectId);
        if (current is null)
            commit.Create(ApprovalRegister.Type, key.Id, updated);
        else
            commit.Replace(ApprovalRegister.Type, key.Id, updated, current.Version);
    }

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
