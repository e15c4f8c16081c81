using System.Globalization;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Approvals.Process;

/// <summary>
/// The life cycle of an approval as a pure function from an event, the approvers and the time to the next state. It
/// reads neither a store nor a clock, so the same inputs always have the same result.
/// </summary>
internal static partial class ApprovalProcess
{
    /// <summary>Begins an approval: opens its first stage, or all of them.</summary>
    /// <param name="proposal">What is asked for, with its stages.</param>
    /// <param name="facts">Whom the stages' groups name.</param>
    /// <param name="now">The time.</param>
    internal static ApprovalTransition Start(Approval proposal, ResolvedApprovers facts, DateTimeOffset now)
    {
        if (proposal.Stages.Count == 0)
            throw new ArgumentException("An approval has at least one stage.", nameof(proposal));
        var created = new ApprovalEffect(ApprovalEvents.Created)
        {
            At = now,
            UserId = proposal.RequestedBy,
            Comment = proposal.Reason,
        };
        var pending = proposal with { Status = ApprovalState.Pending, Round = 1 };
        return Begin(ApprovalTransition.Of(pending).And(created), facts, now);
    }

    /// <summary>Takes a person's decision, in their own or in another's place.</summary>
    internal static ApprovalTransition Decide(Approval approval, Vote vote, ResolvedApprovers facts, DateTimeOffset now)
    {
        RequirePending(approval);
        RequireInTime(approval, now);
        if (Quorums.Persons(vote).Contains(approval.RequestedBy))
        {
            throw RefusedException.Forbidden(
                "Nobody decides on what they asked for, nor does anybody in their place.",
                []);
        }

        if (vote.Decision == Decision.Reject && string.IsNullOrWhiteSpace(vote.Comment))
            throw RefusedException.Invalid("comment", "A rejection needs a reason.");

        var stage = StageFor(approval, vote, facts);
        var voted = new ApprovalEffect(ApprovalEvents.Voted)
        {
            At = now,
            UserId = vote.UserId,
            OnBehalfOf = vote.OnBehalfOf,
            Comment = vote.Comment,
        };
        var stages = WithoutReplaced(approval, vote);
        stages[stage] = stages[stage] with { Votes = [.. stages[stage].Votes, vote] };
        var transition = ApprovalTransition.Of(approval with { Stages = stages }).And(voted);
        return vote.Decision == Decision.Reject
            ? End(transition, ApprovalState.Rejected, now, vote.UserId, vote.Comment)
            : Conclude(Settle(transition, facts, now, vote.UserId), facts, now);
    }

    /// <summary>Keeps what somebody has to say.</summary>
    internal static ApprovalTransition Comment(Approval approval, long userId, string comment, DateTimeOffset now) =>
        ApprovalTransition.Of(approval)
            .And(new ApprovalEffect(ApprovalEvents.Commented) { At = now, UserId = userId, Comment = comment });

    /// <summary>Ends it because it is no longer asked for.</summary>
    internal static ApprovalTransition Withdraw(Approval approval, long userId, string? comment, DateTimeOffset now)
    {
        RequirePending(approval);
        RequireInTime(approval, now);
        return End(ApprovalTransition.Of(approval), ApprovalState.Withdrawn, now, userId, comment);
    }

    /// <summary>Lets it through past its approvers, until a time at which it has to be confirmed.</summary>
    internal static ApprovalTransition Override(
        Approval approval,
        long userId,
        string reason,
        DateTimeOffset expiresAt,
        DateTimeOffset now)
    {
        RequirePending(approval);
        RequireInTime(approval, now);
        if (userId == approval.RequestedBy)
            throw RefusedException.Forbidden("Nobody overrides the approval of what they asked for.", []);
        if (expiresAt <= now)
            throw RefusedException.Invalid("expires_at", "Not in the past.");
        var overridden = approval with
        {
            Override = new ApprovalOverride { UserId = userId, Reason = reason, At = now, ExpiresAt = expiresAt },
        };
        return End(ApprovalTransition.Of(overridden), ApprovalState.Overridden, now, userId, reason);
    }

    /// <summary>Ends it because what it asks for can't be done any more.</summary>
    internal static ApprovalTransition Refuse(ApprovalTransition transition, string reason, DateTimeOffset now) =>
        End(Reopened(transition), ApprovalState.Rejected, now, userId: null, reason);

    /// <summary>
    /// Sends it back for a fresh decision on what it has become: the votes are revoked, and the stages begin anew.
    /// </summary>
    /// <param name="transition">What happened so far; a decision that it came to is taken back.</param>
    /// <param name="proposal">What is asked for now, with its stages.</param>
    /// <param name="userId">Whose change is to blame; null for what was found at the decision.</param>
    /// <param name="reason">What changed.</param>
    /// <param name="facts">Whom the groups of the proposal's stages name.</param>
    /// <param name="now">The time.</param>
    internal static ApprovalTransition Return(
        ApprovalTransition transition,
        Approval proposal,
        long? userId,
        string reason,
        ResolvedApprovers facts,
        DateTimeOffset now)
    {
        var reopened = Reopened(transition);
        RequirePending(reopened.Approval);
        var anew = reopened.Approval with
        {
            Changes = proposal.Changes,
            ProposedChanges = proposal.ProposedChanges,
            BaseVersion = proposal.BaseVersion,
            Policies = proposal.Policies,
            IsParallel = proposal.IsParallel,
            Stages = [.. proposal.Stages.Select(StageClock.Reset)],
            Round = reopened.Approval.Round + 1,
            IsStuck = false,
        };
        var returned = new ApprovalEffect(ApprovalEvents.Returned) { At = now, UserId = userId, Comment = reason };
        return Begin(reopened.With(anew).And(returned), facts, now);
    }

    /// <summary>Says when and by whom an approval was ended, or that it is open.</summary>
    internal static string WhatHappened(Approval approval)
    {
        if (approval.Status == ApprovalState.Pending)
            return "The approval is pending.";
        var end = Serialization.EnumNames<ApprovalState>.Of(approval.Status);
        var by = approval.DecidedBy is { } user ? $" by user {Storage.Ids.Text(user)}" : "";
        var why = approval.Outcome is { Length: > 0 } outcome ? $": {outcome}" : ".";
        return $"The approval was {end}{by} at {Time(approval.DecidedAt)}{why}";
    }

    private static string Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "";

    private static void RequirePending(Approval approval)
    {
        if (approval.Status != ApprovalState.Pending)
            throw RefusedException.Conflict(WhatHappened(approval));
    }

    /// <summary>The clock comes first: whoever acts after a deadline acts on what it made of the approval.</summary>
    private static void RequireInTime(Approval approval, DateTimeOffset now)
    {
        var passed = approval.Stages
            .Where(stage => stage.Status == StageState.Open && stage.Deadline <= now)
            .Min(stage => stage.Deadline);
        if (passed is not null)
            throw RefusedException.Conflict($"The deadline was {Time(passed)}.");
    }

    /// <summary>
    /// The open stage in which a vote counts; refuses a vote that was given before or that the person may not give.
    /// </summary>
    private static int StageFor(Approval approval, Vote vote, ResolvedApprovers facts)
    {
        var persons = Quorums.Persons(vote).ToHashSet();
        foreach (var stage in approval.Stages)
        {
            foreach (var earlier in stage.Votes.Where(earlier => Quorums.Persons(earlier).Any(persons.Contains)))
            {
                if (stage.Status == StageState.Open && Replaces(vote, earlier))
                    continue;
                var inPlace = earlier.OnBehalfOf is { } other ? $" in the place of user {Storage.Ids.Text(other)}" : "";
                throw RefusedException.Conflict(
                    $"User {Storage.Ids.Text(earlier.UserId)} decided "
                    + $"({Serialization.EnumNames<Decision>.Of(earlier.Decision)}){inPlace} "
                    + $"at {Time(earlier.DecidedAt)}, and a person has one vote.");
            }
        }

        var open = Quorums.Stages(approval, StageState.Open)
            .Where(index => facts.Names(approval.Stages, index, Quorums.Principal(vote)))
            .ToList();
        return facts.Deciders.Contains(vote.UserId) && open.Count > 0
            ? open[0]
            : throw RefusedException.Forbidden("No open stage of the approval names the caller.", []);
    }

    /// <summary>
    /// A different decision replaces one's own earlier vote, and one's own vote replaces one given on one's behalf.
    /// </summary>
    private static bool Replaces(Vote vote, Vote earlier) =>
        (earlier.UserId == vote.UserId && (earlier.Decision, earlier.OnBehalfOf) != (vote.Decision, vote.OnBehalfOf))
        || (vote.OnBehalfOf is null && earlier.OnBehalfOf == vote.UserId);

    private static ApprovalStage[] WithoutReplaced(Approval approval, Vote vote) =>
    [
        .. approval.Stages.Select(stage => stage.Status == StageState.Open
            ? stage with { Votes = [.. stage.Votes.Where(earlier => !Replaces(vote, earlier))] }
            : stage),
    ];

    private static ApprovalTransition Reopened(ApprovalTransition transition) =>
        transition.Approval.Status != ApprovalState.Approved
            ? transition
            : new(
                transition.Approval with
                {
                    Status = ApprovalState.Pending,
                    DecidedAt = null,
                    DecidedBy = null,
                    Outcome = null,
                    History = [.. transition.Approval.History.SkipLast(1)],
                },
                [.. transition.Effects.Where(effect => effect.Event != ApprovalEvents.Approved)]);
}
