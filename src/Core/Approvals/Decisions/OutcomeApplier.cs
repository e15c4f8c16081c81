using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Decisions;

/// <summary>An approval with its project and what it is about, as they were read.</summary>
internal sealed record ApprovalSituation(
    Document<Approval> Approval,
    Document<Project> Project,
    Document<ApprovalRegister>? Register,
    IApprovalSubject Subject);

/// <summary>
/// Applies the outcome of an approval in the commit in which it ends: the project is approved, the proposed fields are
/// set, the release is published. What can't be applied any more is sent back or refused.
/// </summary>
internal sealed class OutcomeApplier(
    EntityWriter writer,
    ApprovalPolicyReader policies,
    ApprovalRequestService requests)
{
    /// <summary>
    /// Sends a pending approval back if its subject has changed, and rejects it if the subject no longer exists.
    /// </summary>
    internal async ValueTask<ApprovalTransition> Revalidate(
        ApprovalSituation situation,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        if (situation.Project.Value.Status == ProjectStatus.Archived)
            return Refuse(transition, "The project is archived.");
        if (situation.Subject.ChangeSince(transition.Approval) is not { } change)
            return transition;
        return change.Resubmission is { } resubmission
            ? await Return(transition, situation.Project.Value, resubmission, change.Reason, cancellationToken)
            : Refuse(transition, change.Reason);
    }

    /// <summary>The transition as it is written: an approval that can't be applied does not end as approved.</summary>
    /// <exception cref="RefusedException">An override can't be applied.</exception>
    internal async ValueTask<ApprovalTransition> Settle(
        ApprovalSituation situation,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        if (!Ends(situation, transition))
            return transition;
        if (transition.Approval.Status == ApprovalState.Approved)
        {
            transition = await Revalidate(situation, transition, cancellationToken);
            if (transition.Approval.Status == ApprovalState.Approved
                && await Obstacle(situation, cancellationToken) is { } obstacle)
            {
                transition = Refuse(transition, obstacle);
            }
        }
        else if (transition.Approval.Status == ApprovalState.Overridden
            && await Obstacle(situation, cancellationToken) is { } obstacle)
        {
            throw RefusedException.Conflict(obstacle);
        }

        return transition;
    }

    /// <summary>Adds what follows from a transition to the commit that writes it.</summary>
    internal async ValueTask Apply(
        EntityCommit commit,
        Origin origin,
        ApprovalSituation situation,
        ApprovalTransition transition,
        CancellationToken cancellationToken)
    {
        if (Lapses(situation, transition))
            await AskAgain(commit, situation, cancellationToken);
        else if (Ends(situation, transition))
            Finish(commit, origin, situation, transition.Approval);
    }

    private static bool Lapses(ApprovalSituation situation, ApprovalTransition transition) =>
        situation.Approval.Value.Override is { LapsedAt: null } && transition.Approval.Override?.LapsedAt is not null;

    private static bool Ends(ApprovalSituation situation, ApprovalTransition transition) =>
        !Lapses(situation, transition)
        && situation.Approval.Value.Status == ApprovalState.Pending
        && transition.Approval.Status != ApprovalState.Pending;

    private static void Finish(EntityCommit commit, Origin origin, ApprovalSituation situation, Approval ended)
    {
        situation.Subject.Apply(commit, origin, ended);
        if (situation.Register is not { } register)
            return;
        var isGiven = ended.Status is ApprovalState.Approved or ApprovalState.Overridden;
        var updated = register.Value.Without(ended.Id);
        (updated with { WasLive = updated.WasLive || isGiven }).AddTo(commit, register);
    }

    /// <summary>After an override the project needs approval again, unless that is requested already.</summary>
    private async ValueTask AskAgain(
        EntityCommit commit,
        ApprovalSituation situation,
        CancellationToken cancellationToken)
    {
        var project = situation.Project.Value;
        if (project.Status == ProjectStatus.Archived
            || !project.IsLive
            || situation.Register?.Value.Creation is not null)
        {
            return;
        }

        var waiting = project with { ApprovalStatus = ApprovalStatus.Pending };
        var plan = await policies.CreationPlan(waiting, cancellationToken);
        commit.Replace(
            ProjectDocuments.Kind,
            Origin.System,
            situation.Project,
            waiting with { UpdatedAt = writer.TimeAfter(project) },
            ApprovalDocuments.Path(situation.Approval.Value.Id));
        var request = new ApprovalRequest
        {
            Project = waiting,
            RequestedBy = situation.Approval.Value.RequestedBy,
            Kinds = ApprovalRequest.Creation,
            Plan = plan,
            Follows = situation.Approval.Value.Id,
        };
        await requests.Start(commit, Origin.System, request, situation.Register, wasLive: true, cancellationToken);
    }

    private static async ValueTask<string?> Obstacle(
        ApprovalSituation situation,
        CancellationToken cancellationToken) =>
        situation.Project.Value.Status == ProjectStatus.Archived
            ? "The project is archived."
            : await situation.Subject.Obstacle(situation.Approval.Value, cancellationToken);

    private async ValueTask<ApprovalTransition> Return(
        ApprovalTransition transition,
        Project project,
        Resubmission resubmission,
        string reason,
        CancellationToken cancellationToken)
    {
        var approval = transition.Approval;
        var plan = await policies.For(resubmission.Kinds, project, resubmission.After, cancellationToken);
        var request = new ApprovalRequest
        {
            Project = project,
            RequestedBy = approval.RequestedBy,
            Kinds = plan is null ? approval.Changes.ToHashSet() : resubmission.Kinds,

            // What no policy asks for any more still has its approvers to convince: they were promised the decision.
            Plan = plan ?? ApprovalPlan.Of(approval),
            ProposedChanges = resubmission.ProposedChanges,
            BaseVersion = resubmission.BaseVersion,
            ReleaseId = approval.ReleaseId,
        };
        return await requests.Return(transition, request, userId: null, reason, cancellationToken);
    }

    private ApprovalTransition Refuse(ApprovalTransition transition, string reason) =>
        ApprovalProcess.Refuse(transition, reason, writer.Now());
}
