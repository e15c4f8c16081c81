using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>
/// Says who has to approve a change. The policies are kept for five seconds, and forgotten at once when this process
/// changes one, so that a creation seldom costs a read.
/// </summary>
internal sealed class ApprovalPolicyReader(IDocumentStore store, ApprovalOptions options, TimeProvider time)
{
    private const int MostPolicies = 1000;
    private static readonly HashSet<ChangeKind> _creation = [ChangeKind.ProjectCreation];
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(5);

    private Known? _known;
    private int _generation;

    /// <summary>
    /// The plan of a change: of every active policy that matches, in the order of their ids, or else of the built-in
    /// one. Null when nobody has to approve.
    /// </summary>
    public async ValueTask<ApprovalPlan?> For(
        IReadOnlySet<ChangeKind> kinds,
        Project? before,
        Project after,
        CancellationToken cancellationToken)
    {
        if (kinds.Count == 0)
            return null;
        var active = await Active(cancellationToken);
        var matching = active.Where(policy => PolicyRules.Matches(policy, kinds, before, after)).ToList();
        if (matching.Count > 0)
            return Bounded(PolicySnapshot.Of(matching), after.TeamId);

        var isRequired = after.RequiresApproval || before is { RequiresApproval: true };
        if (!isRequired)
            return null;
        var hasManager = await HasManager(after.TeamId, cancellationToken);
        return BuiltInPolicy.For(kinds, before, after, hasManager, options.SecondApproverAbove);
    }

    /// <summary>
    /// The plan of a project that has to be approved as a whole: the built-in policy applies where no other matches.
    /// </summary>
    internal async ValueTask<ApprovalPlan> CreationPlan(Project project, CancellationToken cancellationToken) =>
        await For(_creation, before: null, project with { RequiresApproval = true }, cancellationToken)
        ?? throw new InvalidOperationException("No policy asks for the approval of a project that requires it.");

    /// <summary>Forgets the policies: one has changed, which happens rarely.</summary>
    internal void Forget() => Interlocked.Increment(ref _generation);

    private async ValueTask<IReadOnlyList<ApprovalPolicy>> Active(CancellationToken cancellationToken)
    {
        var generation = Volatile.Read(ref _generation);
        var now = time.GetUtcNow();
        if (Volatile.Read(ref _known) is { } known && known.Generation == generation && known.ValidUntil > now)
            return known.Policies;

        var page = await store.Query(
            new DocumentQuery<ApprovalPolicy>(ApprovalPolicyDocuments.Type)
            {
                Scope = Scope.In(ApprovalPolicyDocuments.Partition),
                Where = Predicate.Equal(ApprovalPolicyDocuments.IsActive, FieldValue.Of(true)),
                Sort = [new Order(ApprovalPolicyDocuments.Id)],
                Limit = MostPolicies,
            },
            cancellationToken);
        IReadOnlyList<ApprovalPolicy> policies = [.. page.Items.Select(item => item.Value)];
        Volatile.Write(ref _known, new Known(policies, generation, now + _lifetime));
        return policies;
    }

    private async ValueTask<bool> HasManager(long? teamId, CancellationToken cancellationToken) =>
        teamId is { } id && await TeamDocuments.ManagerOf(store, id, cancellationToken) is not null;

    /// <summary>Refuses what no approval could hold; a change is never let through for want of room.</summary>
    private static ApprovalPlan Bounded(ApprovalPlan plan, long? teamId)
    {
        var references = plan.Stages
            .SelectMany(stage => stage.EscalateTo is null ? stage.Groups : [.. stage.Groups, stage.EscalateTo])
            .SelectMany(group => ApproverReference.Of(group, teamId))
            .Distinct()
            .Count();
        return plan.Stages.Count <= ApprovalPlan.MostStages && references <= ApprovalPlan.MostReferences
            ? plan
            : throw RefusedException.Conflict(
                $"The approval policies that match name more than {ApprovalPlan.MostStages} stages or "
                + $"{ApprovalPlan.MostReferences} approvers in all: {string.Join(", ", plan.Policies.Take(10))}. "
                + "Ask an administrator to narrow their conditions.");
    }

    private sealed record Known(IReadOnlyList<ApprovalPolicy> Policies, int Generation, DateTimeOffset ValidUntil);
}
