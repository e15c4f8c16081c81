using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Approvals.Process;

/// <content>What happens by itself: stages open and close, reminders and deadlines fall due, overrides lapse.</content>
internal static partial class ApprovalProcess
{
    /// <summary>Applies everything that has fallen due; applied again at the same time, it changes nothing.</summary>
    internal static ApprovalTransition Advance(Approval approval, ResolvedApprovers facts, DateTimeOffset now)
    {
        var transition = ApprovalTransition.Of(approval);
        if (approval.Status == ApprovalState.Overridden)
            return Lapse(transition, now);
        if (approval.Status != ApprovalState.Pending)
            return transition;

        while (NextDeadline(transition.Approval, now) is { } stage)
        {
            // The other votes may suffice for what a deadline leaves open.
            var at = transition.Approval.Stages[stage].Deadline!.Value;
            transition = Settle(Pass(transition, stage, facts), facts, at, userId: null);
        }

        transition = Settle(transition, facts, now, userId: null);
        foreach (var (index, stage) in transition.Approval.Stages.Index())
        {
            if (StageClock.ReminderDue(stage, now) is { } due)
            {
                var reminded = Set(transition.Approval, index, stage with { RemindedAt = due });
                transition = Ask(transition.With(reminded), ApprovalEvents.Reminded, index, due, facts);
            }
        }

        return Conclude(transition, facts, now);
    }

    /// <summary>Opens what is to be open at the beginning, and sees whether there are approvers.</summary>
    private static ApprovalTransition Begin(ApprovalTransition transition, ResolvedApprovers facts, DateTimeOffset now)
    {
        var count = transition.Approval.IsParallel ? transition.Approval.Stages.Count : 1;
        for (var index = 0; index < count; index++)
            transition = Open(transition, index, facts, now);
        return Conclude(transition, facts, now);
    }

    private static ApprovalTransition Open(
        ApprovalTransition transition,
        int index,
        ResolvedApprovers facts,
        DateTimeOffset at)
    {
        var opened = Set(transition.Approval, index, StageClock.Open(transition.Approval.Stages[index], at));
        return Ask(transition.With(opened), ApprovalEvents.Assigned, index, at, facts);
    }

    /// <summary>Closes the open stages if the votes suffice for all of them, and continues.</summary>
    private static ApprovalTransition Settle(
        ApprovalTransition transition,
        ResolvedApprovers facts,
        DateTimeOffset at,
        long? userId)
    {
        var open = Quorums.Stages(transition.Approval, StageState.Open);
        if (open.Count == 0 || !Quorums.AreReached(transition.Approval, open, facts))
            return transition;
        var approval = transition.Approval;
        foreach (var index in open)
            approval = Set(approval, index, Close(approval.Stages[index], at));
        return GoOn(transition.With(approval), facts, at, userId);
    }

    /// <summary>After a stage was closed: the next one, or the end.</summary>
    private static ApprovalTransition GoOn(
        ApprovalTransition transition,
        ResolvedApprovers facts,
        DateTimeOffset at,
        long? userId)
    {
        if (Quorums.Stages(transition.Approval, StageState.Open).Count > 0)
            return transition;
        return Quorums.Stages(transition.Approval, StageState.Waiting) is [var next, ..]
            ? Open(transition, next, facts, at)
            : End(transition, ApprovalState.Approved, at, userId, outcome: null);
    }

    private static int? NextDeadline(Approval approval, DateTimeOffset now) => approval.Status != ApprovalState.Pending
        ? null
        : approval.Stages.Index()
            .Where(stage => stage.Item.Status == StageState.Open && stage.Item.Deadline <= now)
            .OrderBy(stage => stage.Item.Deadline)
            .ThenBy(stage => stage.Index)
            .Select(stage => (int?)stage.Index)
            .FirstOrDefault();

    /// <summary>What the deadline of a stage does, at its own time however late it is noticed.</summary>
    private static ApprovalTransition Pass(ApprovalTransition transition, int index, ResolvedApprovers facts)
    {
        var stage = transition.Approval.Stages[index];
        var at = stage.Deadline!.Value;
        if (Quorums.AreReached(transition.Approval, [index], facts))
            return GoOn(transition.With(CloseAlone(transition.Approval, index, facts, at)), facts, at, userId: null);
        if (stage.OnDeadline == DeadlineAction.Approve)
        {
            var approved = new ApprovalEffect(ApprovalEvents.Updated)
            {
                At = at,
                Comment = $"{Name(stage, index)} counts as approved at its deadline.",
            };
            var closed = Set(transition.Approval, index, Close(stage, at));
            return GoOn(transition.With(closed).And(approved), facts, at, userId: null);
        }

        return stage is { OnDeadline: DeadlineAction.Escalate, EscalateTo: not null, EscalatedAt: null }
            ? Ask(
                transition.With(Set(transition.Approval, index, StageClock.Escalate(stage, at))),
                ApprovalEvents.Escalated,
                index,
                at,
                facts)
            : End(
                transition,
                ApprovalState.Expired,
                at,
                userId: null,
                $"{Name(stage, index)} was not decided by its deadline.");
    }

    /// <summary>
    /// Closes a stage whose own votes suffice while others are open; the votes that it does not need are left to those.
    /// </summary>
    private static Approval CloseAlone(Approval approval, int index, ResolvedApprovers facts, DateTimeOffset at)
    {
        var votes = Quorums.OpenVotes(approval);
        var needed = Quorums.VotesFor(approval, index, facts).Select(vote => votes[vote]).ToHashSet();
        var others = Quorums.Stages(approval, StageState.Open).Where(stage => stage != index).ToList();
        var stages = approval.Stages
            .Select(stage => stage.Status == StageState.Open ? stage with { Votes = [] } : stage)
            .ToArray();
        foreach (var vote in votes)
        {
            var named = others.Where(stage => facts.Names(approval.Stages, stage, Quorums.Principal(vote))).ToList();
            var place = needed.Contains(vote) || named.Count == 0 ? index : named[0];
            stages[place] = stages[place] with { Votes = [.. stages[place].Votes, vote] };
        }

        stages[index] = Close(stages[index], at);
        return approval with { Stages = stages };
    }

    private static ApprovalTransition Lapse(ApprovalTransition transition, DateTimeOffset now)
    {
        if (transition.Approval.Override is not { LapsedAt: null } given || given.ExpiresAt > now)
            return transition;
        var lapsed = transition.Approval with { Override = given with { LapsedAt = given.ExpiresAt }, DueAt = null };
        return transition.With(lapsed).And(new ApprovalEffect(ApprovalEvents.Lapsed) { At = given.ExpiresAt });
    }

    private static ApprovalTransition End(
        ApprovalTransition transition,
        ApprovalState state,
        DateTimeOffset at,
        long? userId,
        string? outcome)
    {
        var ended = transition.Approval with
        {
            Status = state,
            DecidedAt = at,
            DecidedBy = userId,
            Outcome = outcome,
            IsStuck = false,
            Assignees = [],
            Stages =
            [
                .. transition.Approval.Stages.Select(stage => stage.Status is StageState.Open or StageState.Waiting
                    ? stage with { Status = StageState.Closed, ClosedAt = at }
                    : stage),
            ],
        };
        var action = state switch
        {
            ApprovalState.Approved => ApprovalEvents.Approved,
            ApprovalState.Rejected => ApprovalEvents.Rejected,
            ApprovalState.Expired => ApprovalEvents.Expired,
            ApprovalState.Withdrawn => ApprovalEvents.Withdrawn,
            _ => ApprovalEvents.Overridden,
        };
        ended = ended with { DueAt = StageClock.NextDue(ended, at) };
        return transition.With(ended).And(new ApprovalEffect(action) { At = at, UserId = userId, Comment = outcome });
    }

    /// <summary>
    /// What follows from the state alone: the assignees, whether the approval is stuck, when it is due next.
    /// </summary>
    private static ApprovalTransition Conclude(
        ApprovalTransition transition,
        ResolvedApprovers facts,
        DateTimeOffset now)
    {
        if (transition.Approval.Status != ApprovalState.Pending)
            return transition;
        var isStuck = !Quorums.CanBeReached(transition.Approval, facts);
        var wasStuck = transition.Approval.IsStuck;
        var approval = transition.Approval with { IsStuck = isStuck };
        approval = approval with { DueAt = StageClock.NextDue(approval, now), Assignees = Assignees(approval, facts) };
        transition = transition.With(approval);
        return (wasStuck, isStuck) switch
        {
            (false, true) => transition.And(
                new ApprovalEffect(ApprovalEvents.Stuck) { At = now, Comment = "Too few approvers are left." }),
            (true, false) => transition.And(
                new ApprovalEffect(ApprovalEvents.Updated) { At = now, Comment = "There are enough approvers again." }),
            _ => transition,
        };
    }

    /// <summary>Asks approvers: those of the stage, or once it is escalated those whom it is escalated to.</summary>
    private static ApprovalTransition Ask(
        ApprovalTransition transition,
        ChangeEvent @event,
        int index,
        DateTimeOffset at,
        ResolvedApprovers facts)
    {
        var stage = transition.Approval.Stages[index];
        var asked = @event == ApprovalEvents.Escalated
            ? References([stage.EscalateTo!], facts)
            : References(Groups(stage), facts);
        return transition.And(new ApprovalEffect(@event) { At = at, Stage = index, Approvers = asked });
    }

    private static IReadOnlyList<string> Assignees(Approval approval, ResolvedApprovers facts) =>
        References(approval.Stages.Where(stage => stage.Status == StageState.Open).SelectMany(Groups), facts);

    private static IEnumerable<ApproverGroup> Groups(ApprovalStage stage) =>
        stage is { EscalatedAt: not null, EscalateTo: { } others } ? [.. stage.Groups, others] : stage.Groups;

    private static IReadOnlyList<string> References(IEnumerable<ApproverGroup> groups, ResolvedApprovers facts) =>
        [
            .. groups
                .SelectMany(group => ApproverReference.Of(group, facts.TeamId))
                .Select(reference => reference.Text)
                .Distinct(),
        ];

    private static ApprovalStage Close(ApprovalStage stage, DateTimeOffset at) =>
        stage with { Status = StageState.Approved, ClosedAt = at };

    private static string Name(ApprovalStage stage, int index) =>
        stage.Name is { Length: > 0 } name ? $"The stage {name}" : $"Stage {Storage.Ids.Text(index + 1)}";

    private static Approval Set(Approval approval, int index, ApprovalStage stage) =>
        approval with { Stages = [.. approval.Stages.Select((other, place) => place == index ? stage : other)] };
}
