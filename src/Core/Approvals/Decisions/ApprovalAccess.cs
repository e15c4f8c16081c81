using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>Who reads an approval: those who see its project, and those whom it concerns.</summary>
internal sealed class ApprovalAccess(
    IDocumentStore store,
    AccessGuard guard,
    ApproverDirectory directory,
    DelegationReader delegations,
    TimeProvider time)
{
    /// <summary>Refuses a caller who may not read the approval as if it were not there.</summary>
    internal async ValueTask Require(Call call, Approval approval, Project project, CancellationToken cancellationToken)
    {
        var sees = Decide(call, project, concernsCaller: false) != Verdict.Hidden;
        var concerns = !sees && await Concerns(call.Caller, approval, project, cancellationToken);
        await guard.Enforce(
            call,
            Decide(call, project, concerns),
            ProjectPermissions.Read,
            ProjectGuard.ScopeOf(project.Id),
            cancellationToken);
    }

    /// <summary>Whether the caller may read it, for lists.</summary>
    internal async ValueTask<bool> CanRead(
        Call call,
        Approval approval,
        Project project,
        CancellationToken cancellationToken)
    {
        if (Decide(call, project, concernsCaller: false) != Verdict.Hidden)
            return true;

        // Whom it might concern is looked up only where that would make a difference.
        return Decide(call, project, concernsCaller: true) != Verdict.Hidden
            && await Concerns(call.Caller, approval, project, cancellationToken);
    }

    /// <summary>The people in whose place the caller decides now.</summary>
    internal async ValueTask<IReadOnlyList<long>> Principals(Caller caller, CancellationToken cancellationToken)
    {
        var active = await delegations.ActiveTo(caller.UserId, time.GetUtcNow(), cancellationToken);
        return [.. active.Select(delegation => delegation.FromUserId!.Value).Distinct().Order()];
    }

    /// <summary>
    /// Decides whether an approval is read: by those who see its project, and by those whom it concerns where their
    /// clearance and the project's restrictions let them.
    /// </summary>
    internal static Verdict Decide(Call call, Project project, bool concernsCaller)
    {
        var verdict = ProjectAccess.Decide(call, ProjectPermissions.Read, project);
        return verdict == Verdict.Hidden
            && concernsCaller
            && call.Caller.Clearance >= project.SecurityLevel
            && ProjectAccess.PassesRestrictions(call, project)
                ? Verdict.Allowed
                : verdict;
    }

    private async ValueTask<bool> Concerns(
        Caller caller,
        Approval approval,
        Project project,
        CancellationToken cancellationToken)
    {
        if (approval.RequestedBy == caller.UserId
            || approval.Stages.Any(stage => stage.Votes.Any(vote => vote.UserId == caller.UserId)))
        {
            return true;
        }

        if (caller.Role < Role.Manager)
            return false;
        var references = approval.Stages
            .SelectMany(stage => stage is { EscalatedAt: not null, EscalateTo: { } others }
                ? [.. stage.Groups, others]
                : stage.Groups)
            .SelectMany(group => ApproverReference.Of(group, project.TeamId))
            .Distinct()
            .ToList();
        foreach (var person in (IReadOnlyList<long>)[caller.UserId, .. await Principals(caller, cancellationToken)])
        {
            if (await store.Get(UserDocuments.Type, UserDocuments.Key(person), cancellationToken) is not { } user)
                continue;
            foreach (var reference in references)
            {
                if (await directory.Includes(reference, user.Value, cancellationToken))
                    return true;
            }
        }

        return false;
    }
}
