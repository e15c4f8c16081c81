using CsCheck;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Tests.Approvals;

/// <summary>Properties of every approval, whatever the policy, the approvers and the order of their actions.</summary>
public sealed class ApprovalProcessProperties
{
    private static readonly string[] _finalActions =
    [
        ApprovalEvents.Approved.Name,
        ApprovalEvents.Rejected.Name,
        ApprovalEvents.Expired.Name,
        ApprovalEvents.Withdrawn.Name,
        ApprovalEvents.Overridden.Name,
    ];

    private static readonly Gen<long[]> _people = Gen.Long[1, 7].Array[0, 5];

    private static readonly Gen<ApproverGroup> _group = Gen.Int[1, 2]
        .Select(quorum => ApprovalFixture.Group("group", quorum));

    private static readonly Gen<ApprovalStage> _stage = Gen.Select(
        _group.Array[1, 3],
        Gen.Enum<DeadlineAction>(),
        Gen.Int[0, 60],
        Gen.Int[1, 60],
        Gen.Int[1, 40].Array[0, 3],
        (groups, action, hours, more, reminders) => ApprovalFixture.TimedStage(groups) with
        {
            DeadlineHours = hours == 0 ? null : hours,
            EscalationHours = more,
            OnDeadline = action,
            ReminderHours = reminders,
        });

    private static readonly Gen<(Approval Approval, ResolvedApprovers Facts)> _case = Gen.Select(
        Gen.Bool,
        _stage.Array[1, 3],
        _people.Array[9],
        _people,
        (isParallel, stages, members, others) => WithMembers(ApprovalFixture.Of(isParallel, stages), members, others));

    private static readonly Gen<Act> _act = Gen.Select(
        Gen.Frequency((8, Gen.Const(0)), (1, Gen.Const(1)), (3, Gen.Const(2)), (1, Gen.Const(3)), (1, Gen.Const(4))),
        Gen.Long[1, 7],
        Gen.Int[0, 30],
        (kind, user, hours) => new Act(kind, user, hours));

    [Fact]
    public void Order_of_votes_in_a_stage_does_not_change_the_outcome() => Gen
        .Select(
            _case,
            Gen.Shuffle(new long[] { 2, 3, 4, 5, 6, 7 }),
            Gen.Shuffle(new long[] { 2, 3, 4, 5, 6, 7 }),
            Gen.Int[1, 6])
        .Sample((given, first, second, count) =>
        {
            // One stage, or several that are open at the same time.
            var proposal = given.Approval.Stages.Count == 1
                ? given.Approval
                : given.Approval with { IsParallel = true };
            var approval = ApprovalProcess.Start(proposal, given.Facts, ApprovalFixture.Begin).Approval;
            var voters = first.Take(count).ToHashSet();

            var one = Vote(first.Where(voters.Contains));
            var other = Vote(second.Where(voters.Contains));

            Assert.Equal(one.Status, other.Status);
            Assert.Equal(one.Stages.Select(stage => stage.Status), other.Stages.Select(stage => stage.Status));
            Assert.Equal(one.IsStuck, other.IsStuck);

            Approval Vote(IEnumerable<long> users) => users.Aggregate(
                approval,
                (current, user) => OrUnchanged(
                    current,
                    () => ApprovalProcess.Decide(
                        current, ApprovalFixture.Approve(user), given.Facts, ApprovalFixture.Begin)).Approval);
        });

    [Fact]
    public void Approval_is_never_decided_more_than_once() => ForEveryRun((approval, facts, steps) =>
    {
        Assert.InRange(
            steps.SelectMany(step => step.Effects).Count(effect => _finalActions.Contains(effect.Event.Name)),
            0,
            1);
        foreach (var step in steps.SkipWhile(step => step.Approval.Status == ApprovalState.Pending).Skip(1))
            Assert.All(
                step.Effects,
                effect => Assert.True(
                    effect.Event == ApprovalEvents.Lapsed || effect.Event == ApprovalEvents.Commented));
    });

    [Fact]
    public void Approved_means_every_quorum_is_met_by_different_people_and_never_by_the_requester() =>
        ForEveryRun((approval, facts, steps) =>
    {
        var last = steps[^1].Approval;
        Assert.DoesNotContain(
            ApprovalFixture.Requester,
            last.Stages.SelectMany(stage => stage.Votes).Select(vote => vote.UserId));
        if (last.Status != ApprovalState.Approved)
            return;
        var votes = last.Stages.SelectMany(stage => stage.Votes).ToList();
        Assert.Equal(votes.Count, votes.Select(vote => vote.UserId).Distinct().Count());
        var stages = last.Stages.Index().Where(stage => stage.Item.OnDeadline != DeadlineAction.Approve);
        foreach (var (index, stage) in stages)
        {
            var quorum = stage.Groups.Sum(group => group.Quorum);
            Assert.True(quorum <= votes.Count(vote => facts.Names(last.Stages, index, vote.UserId)));
        }
    });

    [Fact]
    public void Repeating_a_decision_is_a_conflict() => _case.Sample(given =>
    {
        var approval = ApprovalProcess.Start(given.Approval, given.Facts, ApprovalFixture.Begin).Approval;
        foreach (var user in new long[] { 2, 3, 4, 5, 6, 7 })
        {
            var voted = OrUnchanged(
                approval,
                () => ApprovalProcess.Decide(
                    approval, ApprovalFixture.Approve(user), given.Facts, ApprovalFixture.Begin)).Approval;
            if (ReferenceEquals(voted, approval))
                continue;
            AssertRefused.With(
                RefusalKind.Conflict,
                () => ApprovalProcess.Decide(voted, ApprovalFixture.Approve(user), given.Facts, ApprovalFixture.Begin));
            approval = voted;
        }
    });

    [Fact]
    public void Due_time_is_later_than_now_and_within_a_day_while_pending() => ForEveryRun((_, _, steps) =>
        Assert.All(steps.Where(step => step.IsAdvanced), step =>
        {
            var approval = step.Approval;
            Assert.True(approval.DueAt is null || approval.DueAt > step.At);
            if (approval.Status == ApprovalState.Pending)
                Assert.True(
                    approval.DueAt is not null
                        && approval.DueAt - approval.CreatedAt <= step.At - approval.CreatedAt + StageClock.Rounds);
        }));

    [Fact]
    public void Advance_is_idempotent() => ForEveryRun((_, facts, steps) => Assert.All(steps, step =>
    {
        var once = ApprovalProcess.Advance(step.Approval, facts, step.At);
        var twice = ApprovalProcess.Advance(once.Approval, facts, step.At);
        Assert.Empty(twice.Effects);
        Assert.Equal(ApprovalFixture.Json(once.Approval), ApprovalFixture.Json(twice.Approval));
    }));

    [Fact]
    public void Advancing_late_reaches_the_same_state_as_advancing_on_time() =>
        Gen.Select(_case, Gen.Long[2, 7].Array[0, 3], Gen.Int[1, 300], Gen.Int[1, 300])
        .Sample((given, voters, hours, more) =>
        {
            var approval = ApprovalProcess.Start(given.Approval, given.Facts, ApprovalFixture.Begin).Approval;
            foreach (var user in voters)
                approval = OrUnchanged(
                    approval,
                    () => ApprovalProcess.Decide(
                        approval, ApprovalFixture.Approve(user), given.Facts, ApprovalFixture.Begin)).Approval;
            var end = ApprovalFixture.Begin.AddHours(hours + more);

            var punctual = approval;
            while (punctual.DueAt is { } due && due <= end)
                punctual = ApprovalProcess.Advance(punctual, given.Facts, due).Approval;
            punctual = ApprovalProcess.Advance(punctual, given.Facts, end).Approval;
            var late = ApprovalProcess.Advance(
                ApprovalProcess.Advance(approval, given.Facts, ApprovalFixture.Begin.AddHours(hours)).Approval,
                given.Facts,
                end).Approval;
            var atOnce = ApprovalProcess.Advance(approval, given.Facts, end).Approval;

            Assert.Equal(WithoutReminders(punctual), WithoutReminders(late));
            Assert.Equal(WithoutReminders(punctual), WithoutReminders(atOnce));

            // Advancing late sends fewer reminders; nothing else may differ.
            static string WithoutReminders(Approval approval) => ApprovalFixture.Json(approval with
            {
                History = [],
                Stages =
                [
                    .. approval.Stages.Select(
                        stage => stage.Status == StageState.Open ? stage : stage with { RemindedAt = null }),
                ],
            });
        });

    private static (Approval Approval, ResolvedApprovers Facts) WithMembers(
        Approval approval, long[][] members, long[] others)
    {
        var facts = ApprovalFixture.Facts(approval, members);
        for (var stage = 0; stage < approval.Stages.Count; stage++)
            facts = facts.WithEscalation(stage, others);
        return (approval, facts);
    }

    /// <summary>Random actions at random times on a random approval; each step is the result of one of them.</summary>
    private static void ForEveryRun(Action<Approval, ResolvedApprovers, IReadOnlyList<Step>> check) =>
        Gen.Select(_case, _act.Array[1, 25]).Sample((given, acts) =>
    {
        var now = ApprovalFixture.Begin;
        var started = ApprovalProcess.Start(given.Approval, given.Facts, now);
        var steps = new List<Step> { new(started.Approval, started.Effects, now, IsAdvanced: true) };
        foreach (var act in acts)
        {
            now = now.AddHours(act.Hours);
            var current = steps[^1].Approval;
            var transition = OrUnchanged(current, () => act.On(current, given.Facts, now));
            steps.Add(new Step(transition.Approval, transition.Effects, now, IsAdvanced: false));
            var advanced = ApprovalProcess.Advance(transition.Approval, given.Facts, now);
            steps.Add(new Step(advanced.Approval, advanced.Effects, now, IsAdvanced: true));
        }

        check(given.Approval, given.Facts, steps);
    });

    private static ApprovalTransition OrUnchanged(Approval current, Func<ApprovalTransition> act)
    {
        try
        {
            return act();
        }
        catch (RefusedException)
        {
            return ApprovalTransition.Of(current);
        }
    }

    private sealed record Step(
        Approval Approval, IReadOnlyList<ApprovalEffect> Effects, DateTimeOffset At, bool IsAdvanced);

    private sealed record Act(int Kind, long User, int Hours)
    {
        internal ApprovalTransition On(Approval approval, ResolvedApprovers facts, DateTimeOffset now) => Kind switch
        {
            0 => ApprovalProcess.Decide(approval, ApprovalFixture.Approve(User, now), facts, now),
            1 => ApprovalProcess.Decide(approval, ApprovalFixture.Reject(User), facts, now),
            2 => ApprovalProcess.Comment(approval, User, "hm", now),
            3 => ApprovalProcess.Withdraw(approval, User, null, now),
            _ => ApprovalProcess.Override(approval, User, "because", now.AddHours(10), now),
        };
    }
}
