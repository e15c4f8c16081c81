using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalProcessTests
{
    private static DateTimeOffset Begin => ApprovalFixture.Begin;

    [Fact]
    public void Sequential_stages_open_in_turn_and_the_last_one_approves()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [4]);
        Assert.Equal([StageState.Open, StageState.Waiting], States(approval));

        var first = ApprovalProcess.Decide(approval, ApprovalFixture.Approve(2), facts, Begin.AddHours(1));
        Assert.Equal([StageState.Approved, StageState.Open], States(first.Approval));
        Assert.Equal([ApprovalEvents.Voted.Name, ApprovalEvents.Assigned.Name], Actions(first));
        Assert.Equal(1, first.Effects[1].Stage);

        var last = ApprovalProcess.Decide(first.Approval, ApprovalFixture.Approve(4), facts, Begin.AddHours(2));
        Assert.Equal([ApprovalEvents.Voted.Name, ApprovalEvents.Approved.Name], Actions(last));
        Assert.Equal(
            (ApprovalState.Approved, 4L, Begin.AddHours(2), null),
            (
                last.Approval.Status,
                last.Approval.DecidedBy!.Value,
                last.Approval.DecidedAt!.Value,
                last.Approval.DueAt));
        Assert.Empty(last.Approval.Assignees);
    }

    [Fact]
    public void Parallel_stages_open_together_and_each_needs_a_vote_of_its_own()
    {
        var (approval, facts) = Started(isParallel: true, [Stage("a"), Stage("b")], [2, 3], [2, 3]);
        Assert.Equal([StageState.Open, StageState.Open], States(approval));

        var one = approval.ApprovedBy(facts, 2);
        Assert.Equal(ApprovalState.Pending, one.Status);
        Assert.Equal(ApprovalState.Approved, one.ApprovedBy(facts, 3).Status);
    }

    [Fact]
    public void Each_group_needs_its_own_quorum_and_a_person_counts_in_one_group_only()
    {
        var stage = ApprovalFixture.Stage(
            ApprovalFixture.Group("team"),
            ApprovalFixture.Group("security"),
            ApprovalFixture.Group("finance", quorum: 2));
        var (approval, facts) = Started(isParallel: false, [stage], [2], [2, 3], [3, 4, 5]);

        Assert.Equal(ApprovalState.Pending, approval.ApprovedBy(facts, 2, 3, 4).Status);
        Assert.Equal(ApprovalState.Approved, approval.ApprovedBy(facts, 5, 4, 3, 2).Status);
    }

    [Fact]
    public void Vote_fitting_two_groups_is_reassigned_for_a_vote_fitting_only_one()
    {
        var stage = ApprovalFixture.Stage(ApprovalFixture.Group("team"), ApprovalFixture.Group("security"));
        var (approval, facts) = Started(isParallel: false, [stage], [2, 3], [2]);

        Assert.Equal(ApprovalState.Approved, approval.ApprovedBy(facts, 2, 3).Status);
        Assert.Equal(ApprovalState.Approved, approval.ApprovedBy(facts, 3, 2).Status);
    }

    [Fact]
    public void Single_rejection_rejects_the_approval_and_requires_a_comment()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);

        var refusal = AssertRefused.With(
            RefusalKind.Invalid, () => ApprovalProcess.Decide(approval, ApprovalFixture.Reject(2, " "), facts, Begin));
        Assert.Equal("comment", Assert.Single(refusal.Errors).Field);

        var rejected = ApprovalProcess.Decide(
            approval.ApprovedBy(facts, 3), ApprovalFixture.Reject(2, "too dear"), facts, Begin).Approval;
        Assert.Equal(
            (ApprovalState.Rejected, 2L, "too dear"),
            (rejected.Status, rejected.DecidedBy!.Value, rejected.Outcome));
        Assert.Equal([StageState.Closed], States(rejected));
    }

    [Fact]
    public void Vote_can_be_changed_until_its_stage_closes()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2), Stage("b")], [2, 3], [2, 4]);

        Assert.Equal(
            ApprovalState.Rejected,
            ApprovalProcess.Decide(
                approval.ApprovedBy(facts, 2), ApprovalFixture.Reject(2), facts, Begin).Approval.Status);

        var closed = approval.ApprovedBy(facts, 2, 3);
        Assert.Contains(
            "one vote",
            Conflict(() => ApprovalProcess.Decide(closed, ApprovalFixture.Reject(2), facts, Begin)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Repeated_decision_is_a_conflict_stating_the_first_one()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);
        var voted = ApprovalProcess.Decide(approval, ApprovalFixture.Approve(2), facts, Begin).Approval;

        var message = Conflict(() => ApprovalProcess.Decide(voted, ApprovalFixture.Approve(2), facts, Begin));

        Assert.Equal("User 2 decided (approve) at 2026-03-01T12:00:00Z, and a person has one vote.", message);
    }

    [Fact]
    public void Voter_of_one_stage_may_not_vote_in_the_next()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [2, 3]);

        var next = approval.ApprovedBy(facts, 2);

        Conflict(() => ApprovalProcess.Decide(next, ApprovalFixture.Approve(2), facts, Begin));
        Assert.Equal(ApprovalState.Approved, next.ApprovedBy(facts, 3).Status);
    }

    [Fact]
    public void Requester_and_their_delegate_may_not_decide()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [ApprovalFixture.Requester, 2]);

        Forbidden(
            () => ApprovalProcess.Decide(approval, ApprovalFixture.Approve(ApprovalFixture.Requester), facts, Begin));
        Forbidden(
            () => ApprovalProcess.Decide(
                approval, ApprovalFixture.Approve(2, onBehalfOf: ApprovalFixture.Requester), facts, Begin));
        Forbidden(
            () => ApprovalProcess.Override(approval, ApprovalFixture.Requester, "because", Begin.AddDays(1), Begin));
        Forbidden(() => ApprovalProcess.Decide(approval, ApprovalFixture.Approve(9), facts, Begin));
    }

    [Fact]
    public void Delegate_votes_on_behalf_of_the_approver_until_the_approvers_own_vote_replaces_it()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);
        facts = facts with { Deciders = new HashSet<long> { 2, 3, 8, 9 } };

        var delegated = ApprovalProcess.Decide(
            approval, ApprovalFixture.Approve(9, onBehalfOf: 2), facts, Begin).Approval;
        Assert.Equal((9L, 2L), (delegated.Stages[0].Votes[0].UserId, delegated.Stages[0].Votes[0].OnBehalfOf!.Value));
        Conflict(() => ApprovalProcess.Decide(delegated, ApprovalFixture.Approve(8, onBehalfOf: 2), facts, Begin));

        var own = ApprovalProcess.Decide(delegated, ApprovalFixture.Approve(2), facts, Begin).Approval;
        Assert.Equal(2, Assert.Single(own.Stages[0].Votes).UserId);
        Conflict(() => ApprovalProcess.Decide(own, ApprovalFixture.Approve(9, onBehalfOf: 2), facts, Begin));
        Assert.Equal(
            ApprovalState.Approved,
            ApprovalProcess.Decide(own, ApprovalFixture.Approve(9, onBehalfOf: 3), facts, Begin).Approval.Status);
    }

    [Fact]
    public void Second_vote_by_or_on_behalf_of_the_same_person_is_a_conflict()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3, 4]);

        var voted = ApprovalProcess.Decide(approval, ApprovalFixture.Approve(4, onBehalfOf: 2), facts, Begin).Approval;

        Conflict(() => ApprovalProcess.Decide(voted, ApprovalFixture.Approve(4, onBehalfOf: 2), facts, Begin));
        Conflict(() => ApprovalProcess.Decide(voted, ApprovalFixture.Approve(2, onBehalfOf: 3), facts, Begin));
    }

    [Fact]
    public void Vote_of_a_former_approver_does_not_count()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3, 4]);
        var voted = approval.ApprovedBy(facts, 2);
        var later = ApprovalFixture.Facts(voted, [3, 4]);

        var second = ApprovalProcess.Decide(voted, ApprovalFixture.Approve(3), later, Begin).Approval;

        Assert.Equal(ApprovalState.Pending, second.Status);
        Assert.Equal(ApprovalState.Approved, second.ApprovedBy(later, 4).Status);
    }

    [Fact]
    public void Too_few_approvers_make_the_approval_stuck_until_there_are_enough()
    {
        var approval = ApprovalFixture.Of(isParallel: false, Stage("a", quorum: 2));
        var none = ApprovalFixture.Facts(approval, [ApprovalFixture.Requester, 2]);

        var started = ApprovalProcess.Start(approval, none, Begin);
        Assert.True(started.Approval.IsStuck);
        Assert.Equal(
            [ApprovalEvents.Created.Name, ApprovalEvents.Assigned.Name, ApprovalEvents.Stuck.Name],
            Actions(started));

        Assert.Empty(ApprovalProcess.Advance(started.Approval, none, Begin.AddHours(1)).Effects);
        var again = ApprovalProcess.Advance(
            started.Approval, ApprovalFixture.Facts(approval, [2, 3]), Begin.AddHours(1));
        Assert.False(again.Approval.IsStuck);
        Assert.Equal([ApprovalEvents.Updated.Name], Actions(again));
    }

    [Fact]
    public void Approver_needed_in_an_earlier_stage_does_not_count_for_a_later_one()
    {
        var approval = ApprovalFixture.Of(isParallel: false, Stage("a"), Stage("b"));

        Assert.True(ApprovalProcess.Start(approval, ApprovalFixture.Facts(approval, [2], [2]), Begin).Approval.IsStuck);
        Assert.False(
            ApprovalProcess.Start(approval, ApprovalFixture.Facts(approval, [2], [2, 3]), Begin).Approval.IsStuck);
    }

    [Fact]
    public void Only_the_latest_of_several_due_reminders_is_sent()
    {
        var (approval, facts) = Started(
            isParallel: false, [ApprovalFixture.TimedStage(ApprovalFixture.Group("a"))], [2]);

        var first = ApprovalProcess.Advance(approval, facts, Begin.AddHours(96));
        Assert.Equal(Begin.AddHours(96), Assert.Single(first.Effects).At);
        Assert.Equal(ApprovalEvents.Reminded.Name, first.Effects[0].Event.Name);

        var late = ApprovalProcess.Advance(approval, facts, Begin.AddHours(150));
        Assert.Equal(Begin.AddHours(144), Assert.Single(late.Effects).At);
        Assert.Empty(ApprovalProcess.Advance(late.Approval, facts, Begin.AddHours(151)).Effects);
    }

    [Fact]
    public void First_deadline_escalates_and_second_deadline_expires()
    {
        var (approval, facts) = Started(
            isParallel: false,
            [ApprovalFixture.TimedStage(ApprovalFixture.Group("a"), ApprovalFixture.Group("b"))],
            [2],
            [3]);
        facts = facts.WithEscalation(0, 8, 9);
        Forbidden(() => ApprovalProcess.Decide(approval, ApprovalFixture.Approve(8), facts, Begin));

        var escalated = ApprovalProcess.Advance(approval, facts, Begin.AddHours(200));
        Assert.Equal([ApprovalEvents.Escalated.Name], Actions(escalated));
        Assert.Equal(
            (Begin.AddHours(168), Begin.AddHours(336)),
            (escalated.Approval.Stages[0].EscalatedAt!.Value, escalated.Approval.Stages[0].Deadline!.Value));
        Assert.Equal(["role:admin"], escalated.Effects[0].Approvers);
        Assert.Equal(["role:manager", "role:admin"], escalated.Approval.Assignees);

        // An escalation approver can stand in for any one missing group, but not for two.
        Assert.Equal(ApprovalState.Pending, escalated.Approval.ApprovedBy(facts, 8).Status);
        Assert.Equal(ApprovalState.Approved, At(escalated.Approval, facts, Begin.AddHours(201), 8, 9).Status);
        Assert.Equal(ApprovalState.Approved, At(escalated.Approval, facts, Begin.AddHours(201), 8, 3).Status);

        var expired = ApprovalProcess.Advance(escalated.Approval, facts, Begin.AddHours(400)).Approval;
        Assert.Equal(
            (ApprovalState.Expired, Begin.AddHours(336), null),
            (expired.Status, expired.DecidedAt!.Value, expired.DecidedBy));
    }

    [Fact]
    public void Deadline_approves_only_a_stage_configured_to_do_so()
    {
        var stage = Stage("a") with { DeadlineHours = 10, OnDeadline = DeadlineAction.Approve };
        var (approval, facts) = Started(isParallel: false, [stage, Stage("b") with { DeadlineHours = 5 }], [2], [3]);

        var next = ApprovalProcess.Advance(approval, facts, Begin.AddHours(11)).Approval;
        Assert.Equal([StageState.Approved, StageState.Open], States(next));
        Assert.Equal(
            (Begin.AddHours(10), Begin.AddHours(15)),
            (next.Stages[1].OpenedAt!.Value, next.Stages[1].Deadline!.Value));

        var late = ApprovalProcess.Advance(approval, facts, Begin.AddHours(16)).Approval;
        Assert.Equal((ApprovalState.Expired, Begin.AddHours(15)), (late.Status, late.DecidedAt!.Value));
    }

    [Fact]
    public void Parallel_stage_with_its_quorum_passes_at_its_deadline_and_releases_votes_it_does_not_need()
    {
        var stages = new[] { Stage("a") with { DeadlineHours = 10 }, Stage("b") };
        var (approval, facts) = Started(isParallel: true, stages, [2, 3], [2, 4]);

        var voted = approval.ApprovedBy(facts, 2);
        var passed = ApprovalProcess.Advance(voted, facts, Begin.AddHours(11)).Approval;
        Assert.Equal([StageState.Approved, StageState.Open], States(passed));
        Assert.Equal(ApprovalState.Approved, At(passed, facts, Begin.AddHours(12), 4).Status);

        var both = ApprovalFixture.Facts(approval, [2, 3], [2]);
        var roomy = Started(
            isParallel: true, [Stage("a") with { DeadlineHours = 10 }, Stage("b", quorum: 2)], [2, 3], [2, 4]);
        var kept = ApprovalProcess.Advance(
            roomy.Approval.ApprovedBy(roomy.Facts, 2, 3), roomy.Facts, Begin.AddHours(11)).Approval;
        Assert.Equal(3, Assert.Single(kept.Stages[0].Votes).UserId);
        Assert.Equal(2, Assert.Single(kept.Stages[1].Votes).UserId);
        Assert.Equal(ApprovalState.Approved, approval.ApprovedBy(both, 2, 3).Status);
    }

    [Fact]
    public void Decision_after_the_deadline_is_a_conflict_even_before_the_process_advances()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a") with { DeadlineHours = 10 }], [2]);

        Conflict(() => ApprovalProcess.Decide(approval, ApprovalFixture.Approve(2), facts, Begin.AddHours(10)));
        Conflict(() => ApprovalProcess.Withdraw(approval, ApprovalFixture.Requester, null, Begin.AddHours(10)));
        Conflict(() => ApprovalProcess.Override(approval, 2, "because", Begin.AddHours(20), Begin.AddHours(10)));
    }

    [Fact]
    public void Decision_on_a_withdrawn_approval_is_a_conflict_naming_the_withdrawal()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2]);

        var withdrawn = ApprovalProcess.Withdraw(
            approval, ApprovalFixture.Requester, "changed my mind", Begin).Approval;

        Assert.Equal(
            "The approval was withdrawn by user 1 at 2026-03-01T12:00:00Z: changed my mind",
            Conflict(() => ApprovalProcess.Decide(withdrawn, ApprovalFixture.Approve(2), facts, Begin)));
        Conflict(() => ApprovalProcess.Withdraw(withdrawn, ApprovalFixture.Requester, null, Begin));
        Conflict(() => ApprovalProcess.Override(withdrawn, 2, "because", Begin.AddDays(1), Begin));
    }

    [Fact]
    public void Override_approves_and_lapses_at_its_expiry()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2]);

        var overridden = ApprovalProcess.Override(approval, 2, "incident", Begin.AddDays(3), Begin.AddHours(1));
        Assert.Equal([ApprovalEvents.Overridden.Name], Actions(overridden));
        Assert.Equal(
            (ApprovalState.Overridden, Begin.AddDays(3)),
            (overridden.Approval.Status, overridden.Approval.DueAt!.Value));
        Assert.Empty(ApprovalProcess.Advance(overridden.Approval, facts, Begin.AddDays(2)).Effects);

        var lapsed = ApprovalProcess.Advance(overridden.Approval, facts, Begin.AddDays(9));
        Assert.Equal([ApprovalEvents.Lapsed.Name], Actions(lapsed));
        Assert.Equal((Begin.AddDays(3), null), (lapsed.Approval.Override!.LapsedAt!.Value, lapsed.Approval.DueAt));
        Assert.Empty(ApprovalProcess.Advance(lapsed.Approval, facts, Begin.AddDays(10)).Effects);
    }

    [Fact]
    public void Return_revokes_every_vote_and_starts_a_new_round()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [4]);
        var voted = ApprovalTransition.Of(approval.ApprovedBy(facts, 2));

        var returned = ApprovalProcess.Return(voted, approval, 5, "The budget changed.", facts, Begin.AddDays(1));

        Assert.Equal([ApprovalEvents.Returned.Name, ApprovalEvents.Assigned.Name], Actions(returned));
        Assert.Equal(2, returned.Approval.Round);
        Assert.Equal([StageState.Open, StageState.Waiting], States(returned.Approval));
        Assert.All(returned.Approval.Stages, stage => Assert.Empty(stage.Votes));
        Assert.Equal(Begin.AddDays(1), returned.Approval.Stages[0].OpenedAt);
        Assert.Equal(ApprovalState.Approved, At(returned.Approval, facts, Begin.AddDays(1), 2, 4).Status);
    }

    [Fact]
    public void Decision_that_cannot_be_applied_is_returned_or_rejected_instead_of_approved()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2, 3]);
        var approved = ApprovalProcess.Decide(approval, ApprovalFixture.Approve(2), facts, Begin);

        var returned = ApprovalProcess.Return(approved, approval, null, "The budget changed.", facts, Begin);
        Assert.Equal(
            [ApprovalEvents.Voted.Name, ApprovalEvents.Returned.Name, ApprovalEvents.Assigned.Name],
            Actions(returned));
        Assert.Equal(ApprovalState.Pending, returned.Approval.Status);

        var refused = ApprovalProcess.Refuse(approved, "The project is archived.", Begin);
        Assert.Equal([ApprovalEvents.Voted.Name, ApprovalEvents.Rejected.Name], Actions(refused));
        Assert.Equal((null, "The project is archived."), (refused.Approval.DecidedBy, refused.Approval.Outcome));
        Assert.DoesNotContain(ApprovalEvents.Approved.Name, refused.Approval.History.Select(entry => entry.Action));
    }

    [Fact]
    public void History_is_limited_to_1000_entries_and_keeps_the_first_and_the_latest()
    {
        var (approval, _) = Started(isParallel: false, [Stage("a")], [2]);

        for (var i = 0; i < 1100; i++)
            approval = ApprovalProcess.Comment(approval, 2, $"comment {i}", Begin).Approval;

        Assert.Equal(1000, approval.History.Count);
        Assert.Equal(ApprovalEvents.Created.Name, approval.History[0].Action);
        Assert.Equal("comment 1099", approval.History[^1].Comment);
    }

    private static ApprovalStage Stage(string group, int quorum = 1) =>
        ApprovalFixture.Stage(ApprovalFixture.Group(group, quorum));

    private static (Approval Approval, ResolvedApprovers Facts) Started(
        bool isParallel,
        IReadOnlyList<ApprovalStage> stages,
        params IReadOnlyList<long[]> members)
    {
        var proposal = ApprovalFixture.Of(isParallel, stages);
        var facts = ApprovalFixture.Facts(proposal, members);
        return (ApprovalProcess.Start(proposal, facts, Begin).Approval, facts);
    }

    private static Approval At(
        Approval approval, ResolvedApprovers facts, DateTimeOffset at, params IReadOnlyList<long> approvers) =>
        approvers.Aggregate(
            approval,
            (current, user) => ApprovalProcess.Decide(current, ApprovalFixture.Approve(user, at), facts, at).Approval);

    private static IEnumerable<StageState> States(Approval approval) => approval.Stages.Select(stage => stage.Status);

    private static IEnumerable<string> Actions(ApprovalTransition transition) =>
        transition.Effects.Select(effect => effect.Event.Name);

    private static string Conflict(Action act) => AssertRefused.With(RefusalKind.Conflict, act).Message;

    private static void Forbidden(Action act) => AssertRefused.With(RefusalKind.Forbidden, act);
}
