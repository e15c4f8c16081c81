using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApprovalProcessTests
{
    private static DateTimeOffset Begin => Proposals.Begin;

    [Fact]
    public void Sequential_stages_open_one_after_the_other_and_the_last_one_approves()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [4]);
        Assert.Equal([StageState.Open, StageState.Waiting], States(approval));

        var first = ApprovalProcess.Decide(approval, Proposals.Approve(2), facts, Begin.AddHours(1));
        Assert.Equal([StageState.Approved, StageState.Open], States(first.Approval));
        Assert.Equal([ApprovalActions.Voted, ApprovalActions.Assigned], Actions(first));
        Assert.Equal(1, first.Effects[1].Stage);

        var last = ApprovalProcess.Decide(first.Approval, Proposals.Approve(4), facts, Begin.AddHours(2));
        Assert.Equal([ApprovalActions.Voted, ApprovalActions.Approved], Actions(last));
        Assert.Equal(
            (ApprovalState.Approved, 4L, Begin.AddHours(2), null),
            (last.Approval.Status, last.Approval.DecidedBy!.Value, last.Approval.DecidedAt!.Value, last.Approval.DueAt));
        Assert.Empty(last.Approval.Assignees);
    }

    [Fact]
    public void Parallel_stages_are_open_at_once_and_each_needs_its_own()
    {
        var (approval, facts) = Started(isParallel: true, [Stage("a"), Stage("b")], [2, 3], [2, 3]);
        Assert.Equal([StageState.Open, StageState.Open], States(approval));

        var one = approval.After(facts, 2);
        Assert.Equal(ApprovalState.Pending, one.Status);
        Assert.Equal(ApprovalState.Approved, one.After(facts, 3).Status);
    }

    [Fact]
    public void Each_named_group_gives_its_own_quorum_and_a_person_counts_in_one_only()
    {
        var stage = Proposals.Stage(Proposals.Group("team"), Proposals.Group("security"), Proposals.Group("finance", quorum: 2));
        var (approval, facts) = Started(isParallel: false, [stage], [2], [2, 3], [3, 4, 5]);

        Assert.Equal(ApprovalState.Pending, approval.After(facts, 2, 3, 4).Status);
        Assert.Equal(ApprovalState.Approved, approval.After(facts, 5, 4, 3, 2).Status);
    }

    [Fact]
    public void A_vote_that_fits_two_groups_makes_room_for_one_that_fits_only_one()
    {
        var stage = Proposals.Stage(Proposals.Group("team"), Proposals.Group("security"));
        var (approval, facts) = Started(isParallel: false, [stage], [2, 3], [2]);

        Assert.Equal(ApprovalState.Approved, approval.After(facts, 2, 3).Status);
        Assert.Equal(ApprovalState.Approved, approval.After(facts, 3, 2).Status);
    }

    [Fact]
    public void One_rejection_rejects_and_needs_a_reason()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);

        var refusal = Refused.With(RefusalKind.Invalid, () => ApprovalProcess.Decide(approval, Proposals.Reject(2, " "), facts, Begin));
        Assert.Equal("comment", Assert.Single(refusal.Errors).Field);

        var rejected = ApprovalProcess.Decide(approval.After(facts, 3), Proposals.Reject(2, "too dear"), facts, Begin).Approval;
        Assert.Equal((ApprovalState.Rejected, 2L, "too dear"), (rejected.Status, rejected.DecidedBy!.Value, rejected.Outcome));
        Assert.Equal([StageState.Closed], States(rejected));
    }

    [Fact]
    public void A_vote_can_be_changed_until_its_stage_closes()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2), Stage("b")], [2, 3], [2, 4]);

        Assert.Equal(ApprovalState.Rejected, ApprovalProcess.Decide(approval.After(facts, 2), Proposals.Reject(2), facts, Begin).Approval.Status);

        var closed = approval.After(facts, 2, 3);
        Assert.Contains("one vote", Conflict(() => ApprovalProcess.Decide(closed, Proposals.Reject(2), facts, Begin)), StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_decision_again_is_a_conflict_that_says_what_happened()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);
        var voted = ApprovalProcess.Decide(approval, Proposals.Approve(2), facts, Begin).Approval;

        var message = Conflict(() => ApprovalProcess.Decide(voted, Proposals.Approve(2), facts, Begin));

        Assert.Equal("User 2 decided (approve) at 2026-03-01T12:00:00Z, and a person has one vote.", message);
    }

    [Fact]
    public void Who_has_voted_in_one_stage_does_not_vote_in_the_next()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [2, 3]);

        var next = approval.After(facts, 2);

        Conflict(() => ApprovalProcess.Decide(next, Proposals.Approve(2), facts, Begin));
        Assert.Equal(ApprovalState.Approved, next.After(facts, 3).Status);
    }

    [Fact]
    public void The_requester_never_decides_nor_does_anybody_in_their_place()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [Proposals.Requester, 2]);

        Forbidden(() => ApprovalProcess.Decide(approval, Proposals.Approve(Proposals.Requester), facts, Begin));
        Forbidden(() => ApprovalProcess.Decide(approval, Proposals.Approve(2, inPlaceOf: Proposals.Requester), facts, Begin));
        Forbidden(() => ApprovalProcess.Override(approval, Proposals.Requester, "because", Begin.AddDays(1), Begin));
        Forbidden(() => ApprovalProcess.Decide(approval, Proposals.Approve(9), facts, Begin));
    }

    [Fact]
    public void Who_decides_in_anothers_place_gives_that_persons_vote_and_the_persons_own_replaces_it()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3]);
        facts = facts with { Deciders = new HashSet<long> { 2, 3, 8, 9 } };

        var standIn = ApprovalProcess.Decide(approval, Proposals.Approve(9, inPlaceOf: 2), facts, Begin).Approval;
        Assert.Equal((9L, 2L), (standIn.Stages[0].Votes[0].UserId, standIn.Stages[0].Votes[0].OnBehalfOf!.Value));
        Conflict(() => ApprovalProcess.Decide(standIn, Proposals.Approve(8, inPlaceOf: 2), facts, Begin));

        var own = ApprovalProcess.Decide(standIn, Proposals.Approve(2), facts, Begin).Approval;
        Assert.Equal(2, Assert.Single(own.Stages[0].Votes).UserId);
        Conflict(() => ApprovalProcess.Decide(own, Proposals.Approve(9, inPlaceOf: 2), facts, Begin));
        Assert.Equal(ApprovalState.Approved, ApprovalProcess.Decide(own, Proposals.Approve(9, inPlaceOf: 3), facts, Begin).Approval.Status);
    }

    [Fact]
    public void Two_votes_of_which_one_person_is_part_twice_are_not_taken()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3, 4]);

        var voted = ApprovalProcess.Decide(approval, Proposals.Approve(4, inPlaceOf: 2), facts, Begin).Approval;

        Conflict(() => ApprovalProcess.Decide(voted, Proposals.Approve(4, inPlaceOf: 2), facts, Begin));
        Conflict(() => ApprovalProcess.Decide(voted, Proposals.Approve(2, inPlaceOf: 3), facts, Begin));
    }

    [Fact]
    public void The_vote_of_somebody_who_has_left_counts_no_longer()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a", quorum: 2)], [2, 3, 4]);
        var voted = approval.After(facts, 2);
        var later = Proposals.Facts(voted, [3, 4]);

        var second = ApprovalProcess.Decide(voted, Proposals.Approve(3), later, Begin).Approval;

        Assert.Equal(ApprovalState.Pending, second.Status);
        Assert.Equal(ApprovalState.Approved, second.After(later, 4).Status);
    }

    [Fact]
    public void Too_few_approvers_are_reported_and_never_approved_silently()
    {
        var approval = Proposals.Of(isParallel: false, Stage("a", quorum: 2));
        var none = Proposals.Facts(approval, [Proposals.Requester, 2]);

        var started = ApprovalProcess.Start(approval, none, Begin);
        Assert.True(started.Approval.IsStuck);
        Assert.Equal([ApprovalActions.Created, ApprovalActions.Assigned, ApprovalActions.Stuck], Actions(started));

        Assert.Empty(ApprovalProcess.Advance(started.Approval, none, Begin.AddHours(1)).Effects);
        var again = ApprovalProcess.Advance(started.Approval, Proposals.Facts(approval, [2, 3]), Begin.AddHours(1));
        Assert.False(again.Approval.IsStuck);
        Assert.Equal([ApprovalActions.Updated], Actions(again));
    }

    [Fact]
    public void Whom_an_earlier_stage_uses_up_is_missing_in_a_later_one()
    {
        var approval = Proposals.Of(isParallel: false, Stage("a"), Stage("b"));

        Assert.True(ApprovalProcess.Start(approval, Proposals.Facts(approval, [2], [2]), Begin).Approval.IsStuck);
        Assert.False(ApprovalProcess.Start(approval, Proposals.Facts(approval, [2], [2, 3]), Begin).Approval.IsStuck);
    }

    [Fact]
    public void Of_several_reminders_only_the_latest_is_sent()
    {
        var (approval, facts) = Started(isParallel: false, [Proposals.TimedStage(Proposals.Group("a"))], [2]);

        var first = ApprovalProcess.Advance(approval, facts, Begin.AddHours(96));
        Assert.Equal(Begin.AddHours(96), Assert.Single(first.Effects).At);
        Assert.Equal(ApprovalActions.Reminded, first.Effects[0].Action);

        var late = ApprovalProcess.Advance(approval, facts, Begin.AddHours(150));
        Assert.Equal(Begin.AddHours(144), Assert.Single(late.Effects).At);
        Assert.Empty(ApprovalProcess.Advance(late.Approval, facts, Begin.AddHours(151)).Effects);
    }

    [Fact]
    public void A_deadline_escalates_at_its_own_time_and_the_second_one_expires()
    {
        var (approval, facts) = Started(isParallel: false, [Proposals.TimedStage(Proposals.Group("a"), Proposals.Group("b"))], [2], [3]);
        facts = facts.Escalating(0, 8, 9);
        Forbidden(() => ApprovalProcess.Decide(approval, Proposals.Approve(8), facts, Begin));

        var escalated = ApprovalProcess.Advance(approval, facts, Begin.AddHours(200));
        Assert.Equal([ApprovalActions.Escalated], Actions(escalated));
        Assert.Equal(
            (Begin.AddHours(168), Begin.AddHours(336)),
            (escalated.Approval.Stages[0].EscalatedAt!.Value, escalated.Approval.Stages[0].Deadline!.Value));
        Assert.Equal(["role:admin"], escalated.Effects[0].Approvers);
        Assert.Equal(["role:manager", "role:admin"], escalated.Approval.Assignees);

        // Others fill in for each group that is missing; nobody does for two.
        Assert.Equal(ApprovalState.Pending, escalated.Approval.After(facts, 8).Status);
        Assert.Equal(ApprovalState.Approved, At(escalated.Approval, facts, Begin.AddHours(201), 8, 9).Status);
        Assert.Equal(ApprovalState.Approved, At(escalated.Approval, facts, Begin.AddHours(201), 8, 3).Status);

        var expired = ApprovalProcess.Advance(escalated.Approval, facts, Begin.AddHours(400)).Approval;
        Assert.Equal((ApprovalState.Expired, Begin.AddHours(336), null), (expired.Status, expired.DecidedAt!.Value, expired.DecidedBy));
    }

    [Fact]
    public void A_stage_approves_at_its_deadline_only_where_it_says_so()
    {
        var stage = Stage("a") with { DeadlineHours = 10, OnDeadline = DeadlineAction.Approve };
        var (approval, facts) = Started(isParallel: false, [stage, Stage("b") with { DeadlineHours = 5 }], [2], [3]);

        var next = ApprovalProcess.Advance(approval, facts, Begin.AddHours(11)).Approval;
        Assert.Equal([StageState.Approved, StageState.Open], States(next));
        Assert.Equal((Begin.AddHours(10), Begin.AddHours(15)), (next.Stages[1].OpenedAt!.Value, next.Stages[1].Deadline!.Value));

        var late = ApprovalProcess.Advance(approval, facts, Begin.AddHours(16)).Approval;
        Assert.Equal((ApprovalState.Expired, Begin.AddHours(15)), (late.Status, late.DecidedAt!.Value));
    }

    [Fact]
    public void A_parallel_stage_that_has_its_votes_does_not_expire_and_leaves_the_others_to_those_who_need_them()
    {
        var stages = new[] { Stage("a") with { DeadlineHours = 10 }, Stage("b") };
        var (approval, facts) = Started(isParallel: true, stages, [2, 3], [2, 4]);

        var voted = approval.After(facts, 2);
        var passed = ApprovalProcess.Advance(voted, facts, Begin.AddHours(11)).Approval;
        Assert.Equal([StageState.Approved, StageState.Open], States(passed));
        Assert.Equal(ApprovalState.Approved, At(passed, facts, Begin.AddHours(12), 4).Status);

        var both = Proposals.Facts(approval, [2, 3], [2]);
        var roomy = Started(isParallel: true, [Stage("a") with { DeadlineHours = 10 }, Stage("b", quorum: 2)], [2, 3], [2, 4]);
        var kept = ApprovalProcess.Advance(roomy.Approval.After(roomy.Facts, 2, 3), roomy.Facts, Begin.AddHours(11)).Approval;
        Assert.Equal(3, Assert.Single(kept.Stages[0].Votes).UserId);
        Assert.Equal(2, Assert.Single(kept.Stages[1].Votes).UserId);
        Assert.Equal(ApprovalState.Approved, approval.After(both, 2, 3).Status);
    }

    [Fact]
    public void Nothing_is_decided_after_a_deadline_even_before_the_clock_was_heard()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a") with { DeadlineHours = 10 }], [2]);

        Conflict(() => ApprovalProcess.Decide(approval, Proposals.Approve(2), facts, Begin.AddHours(10)));
        Conflict(() => ApprovalProcess.Withdraw(approval, Proposals.Requester, null, Begin.AddHours(10)));
        Conflict(() => ApprovalProcess.Override(approval, 2, "because", Begin.AddHours(20), Begin.AddHours(10)));
    }

    [Fact]
    public void A_withdrawn_request_says_so_to_whoever_decides()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2]);

        var withdrawn = ApprovalProcess.Withdraw(approval, Proposals.Requester, "changed my mind", Begin).Approval;

        Assert.Equal(
            "The approval was withdrawn by user 1 at 2026-03-01T12:00:00Z: changed my mind",
            Conflict(() => ApprovalProcess.Decide(withdrawn, Proposals.Approve(2), facts, Begin)));
        Conflict(() => ApprovalProcess.Withdraw(withdrawn, Proposals.Requester, null, Begin));
        Conflict(() => ApprovalProcess.Override(withdrawn, 2, "because", Begin.AddDays(1), Begin));
    }

    [Fact]
    public void An_override_lets_through_and_lapses_at_its_own_time()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2]);

        var overridden = ApprovalProcess.Override(approval, 2, "incident", Begin.AddDays(3), Begin.AddHours(1));
        Assert.Equal([ApprovalActions.Overridden], Actions(overridden));
        Assert.Equal((ApprovalState.Overridden, Begin.AddDays(3)), (overridden.Approval.Status, overridden.Approval.DueAt!.Value));
        Assert.Empty(ApprovalProcess.Advance(overridden.Approval, facts, Begin.AddDays(2)).Effects);

        var lapsed = ApprovalProcess.Advance(overridden.Approval, facts, Begin.AddDays(9));
        Assert.Equal([ApprovalActions.Lapsed], Actions(lapsed));
        Assert.Equal((Begin.AddDays(3), null), (lapsed.Approval.Override!.LapsedAt!.Value, lapsed.Approval.DueAt));
        Assert.Empty(ApprovalProcess.Advance(lapsed.Approval, facts, Begin.AddDays(10)).Effects);
    }

    [Fact]
    public void A_return_revokes_every_vote_and_begins_anew()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a"), Stage("b")], [2, 3], [4]);
        var voted = ApprovalTransition.Of(approval.After(facts, 2));

        var returned = ApprovalProcess.Return(voted, approval, 5, "The budget changed.", facts, Begin.AddDays(1));

        Assert.Equal([ApprovalActions.Returned, ApprovalActions.Assigned], Actions(returned));
        Assert.Equal(2, returned.Approval.Round);
        Assert.Equal([StageState.Open, StageState.Waiting], States(returned.Approval));
        Assert.All(returned.Approval.Stages, stage => Assert.Empty(stage.Votes));
        Assert.Equal(Begin.AddDays(1), returned.Approval.Stages[0].OpenedAt);
        Assert.Equal(ApprovalState.Approved, At(returned.Approval, facts, Begin.AddDays(1), 2, 4).Status);
    }

    [Fact]
    public void A_decision_that_can_not_be_carried_out_is_taken_back()
    {
        var (approval, facts) = Started(isParallel: false, [Stage("a")], [2, 3]);
        var approved = ApprovalProcess.Decide(approval, Proposals.Approve(2), facts, Begin);

        var returned = ApprovalProcess.Return(approved, approval, null, "The budget changed.", facts, Begin);
        Assert.Equal([ApprovalActions.Voted, ApprovalActions.Returned, ApprovalActions.Assigned], Actions(returned));
        Assert.Equal(ApprovalState.Pending, returned.Approval.Status);

        var refused = ApprovalProcess.Refuse(approved, "The project is archived.", Begin);
        Assert.Equal([ApprovalActions.Voted, ApprovalActions.Rejected], Actions(refused));
        Assert.Equal((null, "The project is archived."), (refused.Approval.DecidedBy, refused.Approval.Outcome));
        Assert.DoesNotContain(ApprovalActions.Approved, refused.Approval.History.Select(entry => entry.Action));
    }

    [Fact]
    public void The_history_keeps_its_beginning_and_its_last_events()
    {
        var (approval, _) = Started(isParallel: false, [Stage("a")], [2]);

        for (var i = 0; i < 1100; i++)
            approval = ApprovalProcess.Comment(approval, 2, $"comment {i}", Begin).Approval;

        Assert.Equal(1000, approval.History.Count);
        Assert.Equal(ApprovalActions.Created, approval.History[0].Action);
        Assert.Equal("comment 1099", approval.History[^1].Comment);
    }

    private static ApprovalStage Stage(string group, int quorum = 1) => Proposals.Stage(Proposals.Group(group, quorum));

    private static (Approval Approval, ApprovalFacts Facts) Started(
        bool isParallel,
        IReadOnlyList<ApprovalStage> stages,
        params IReadOnlyList<long[]> members)
    {
        var proposal = Proposals.Of(isParallel, stages);
        var facts = Proposals.Facts(proposal, members);
        return (ApprovalProcess.Start(proposal, facts, Begin).Approval, facts);
    }

    private static Approval At(Approval approval, ApprovalFacts facts, DateTimeOffset at, params IReadOnlyList<long> approvers) =>
        approvers.Aggregate(approval, (current, user) => ApprovalProcess.Decide(current, Proposals.Approve(user, at), facts, at).Approval);

    private static IEnumerable<StageState> States(Approval approval) => approval.Stages.Select(stage => stage.Status);

    private static IEnumerable<string> Actions(ApprovalTransition transition) => transition.Effects.Select(effect => effect.Action);

    private static string Conflict(Action act) => Refused.With(RefusalKind.Conflict, act).Message;

    private static void Forbidden(Action act) => Refused.With(RefusalKind.Forbidden, act);
}
