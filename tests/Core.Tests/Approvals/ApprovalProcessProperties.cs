using CsCheck;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Problems;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Approvals;

/// <summary>What holds of approvals whatever the policy, the people, and the order in which they act.</summary>
public sealed class ApprovalProcessProperties
{
    private static readonly string[] _ends =
    [
        ApprovalActions.Approved, ApprovalActions.Rejected, ApprovalActions.Expired, ApprovalActions.Withdrawn,
        ApprovalActions.Overridden,
    ];

    private static readonly Gen<long[]> _people = Gen.Long[1, 7].Array[0, 5];

    private static readonly Gen<ApproverGroup> _group = Gen.Int[1, 2].Select(quorum => Proposals.Group("group", quorum));

    private static readonly Gen<ApprovalStage> _stage = Gen.Select(
        _group.Array[1, 3],
        Gen.Enum<DeadlineAction>(),
        Gen.Int[0, 60],
        Gen.Int[1, 60],
        Gen.Int[1, 40].Array[0, 3],
        (groups, action, hours, more, reminders) => Proposals.TimedStage(groups) with
        {
            DeadlineHours = hours == 0 ? null : hours,
            EscalationHours = more,
            OnDeadline = action,
            ReminderHours = reminders,
        });

    private static readonly Gen<(Approval Approval, ApprovalFacts Facts)> _case = Gen.Select(
        Gen.Bool,
        _stage.Array[1, 3],
        _people.Array[9],
        _people,
        (isParallel, stages, members, others) => With(Proposals.Of(isParallel, stages), members, others));

    private static readonly Gen<Act> _act = Gen.Select(
        Gen.Frequency((8, Gen.Const(0)), (1, Gen.Const(1)), (3, Gen.Const(2)), (1, Gen.Const(3)), (1, Gen.Const(4))),
        Gen.Long[1, 7],
        Gen.Int[0, 30],
        (kind, user, hours) => new Act(kind, user, hours));

    [Fact]
    public void The_order_of_votes_in_a_stage_makes_no_difference() => Gen
        .Select(_case, Gen.Shuffle(new long[] { 2, 3, 4, 5, 6, 7 }), Gen.Shuffle(new long[] { 2, 3, 4, 5, 6, 7 }), Gen.Int[1, 6])
        .Sample((of, first, second, count) =>
        {
            // One stage, or several that are open at once.
            var proposal = of.Approval.Stages.Count == 1 ? of.Approval : of.Approval with { IsParallel = true };
            var approval = ApprovalProcess.Start(proposal, of.Facts, Proposals.Begin).Approval;
            var voters = first.Take(count).ToHashSet();

            var one = Vote(first.Where(voters.Contains));
            var other = Vote(second.Where(voters.Contains));

            Assert.Equal(one.Status, other.Status);
            Assert.Equal(one.Stages.Select(stage => stage.Status), other.Stages.Select(stage => stage.Status));
            Assert.Equal(one.IsStuck, other.IsStuck);

            Approval Vote(IEnumerable<long> users) => users.Aggregate(
                approval,
                (current, user) => Try(current, () => ApprovalProcess.Decide(current, Proposals.Approve(user), of.Facts, Proposals.Begin)).Approval);
        });

    [Fact]
    public void There_is_never_more_than_one_final_decision() => Runs((approval, facts, steps) =>
    {
        Assert.InRange(steps.SelectMany(step => step.Effects).Count(effect => _ends.Contains(effect.Action)), 0, 1);
        foreach (var step in steps.SkipWhile(step => step.Approval.Status == ApprovalState.Pending).Skip(1))
            Assert.All(step.Effects, effect => Assert.True(effect.Action is ApprovalActions.Lapsed or ApprovalActions.Commented));
    });

    [Fact]
    public void What_is_approved_has_every_quorum_by_different_people_and_never_by_the_requester() => Runs((approval, facts, steps) =>
    {
        var last = steps[^1].Approval;
        Assert.DoesNotContain(Proposals.Requester, last.Stages.SelectMany(stage => stage.Votes).Select(vote => vote.UserId));
        if (last.Status != ApprovalState.Approved)
            return;
        var votes = last.Stages.SelectMany(stage => stage.Votes).ToList();
        Assert.Equal(votes.Count, votes.Select(vote => vote.UserId).Distinct().Count());
        foreach (var (index, stage) in last.Stages.Index().Where(stage => stage.Item.OnDeadline != DeadlineAction.Approve))
            Assert.True(stage.Groups.Sum(group => group.Quorum) <= votes.Count(vote => facts.Names(last.Stages, index, vote.UserId)));
    });

    [Fact]
    public void Repeating_a_decision_is_a_conflict() => _case.Sample(of =>
    {
        var approval = ApprovalProcess.Start(of.Approval, of.Facts, Proposals.Begin).Approval;
        foreach (var user in new long[] { 2, 3, 4, 5, 6, 7 })
        {
            var voted = Try(approval, () => ApprovalProcess.Decide(approval, Proposals.Approve(user), of.Facts, Proposals.Begin)).Approval;
            if (ReferenceEquals(voted, approval))
                continue;
            Refused.With(RefusalKind.Conflict, () => ApprovalProcess.Decide(voted, Proposals.Approve(user), of.Facts, Proposals.Begin));
            approval = voted;
        }
    });

    [Fact]
    public void The_next_time_is_after_what_was_applied_and_a_pending_approval_has_one_within_a_day() => Runs((_, _, steps) =>
        Assert.All(steps.Where(step => step.IsAdvanced), step =>
        {
            var approval = step.Approval;
            Assert.True(approval.DueAt is null || approval.DueAt > step.At);
            if (approval.Status == ApprovalState.Pending)
                Assert.True(approval.DueAt is not null && approval.DueAt - approval.CreatedAt <= step.At - approval.CreatedAt + StageClock.Rounds);
        }));

    [Fact]
    public void Advancing_twice_is_advancing_once() => Runs((_, facts, steps) => Assert.All(steps, step =>
    {
        var once = ApprovalProcess.Advance(step.Approval, facts, step.At);
        var twice = ApprovalProcess.Advance(once.Approval, facts, step.At);
        Assert.Empty(twice.Effects);
        Assert.Equal(Proposals.Json(once.Approval), Proposals.Json(twice.Approval));
    }));

    [Fact]
    public void A_late_clock_comes_to_the_same_as_a_punctual_one() => Gen.Select(_case, Gen.Long[2, 7].Array[0, 3], Gen.Int[1, 300], Gen.Int[1, 300])
        .Sample((of, voters, hours, more) =>
        {
            var approval = ApprovalProcess.Start(of.Approval, of.Facts, Proposals.Begin).Approval;
            foreach (var user in voters)
                approval = Try(approval, () => ApprovalProcess.Decide(approval, Proposals.Approve(user), of.Facts, Proposals.Begin)).Approval;
            var end = Proposals.Begin.AddHours(hours + more);

            var punctual = approval;
            while (punctual.DueAt is { } due && due <= end)
                punctual = ApprovalProcess.Advance(punctual, of.Facts, due).Approval;
            punctual = ApprovalProcess.Advance(punctual, of.Facts, end).Approval;
            var late = ApprovalProcess.Advance(ApprovalProcess.Advance(approval, of.Facts, Proposals.Begin.AddHours(hours)).Approval, of.Facts, end).Approval;
            var atOnce = ApprovalProcess.Advance(approval, of.Facts, end).Approval;

            Assert.Equal(Shape(punctual), Shape(late));
            Assert.Equal(Shape(punctual), Shape(atOnce));

            // Who was late reminds less often: that is all.
            static string Shape(Approval approval) => Proposals.Json(approval with
            {
                History = [],
                Stages = [.. approval.Stages.Select(stage => stage.Status == StageState.Open ? stage : stage with { RemindedAt = null })],
            });
        });

    private static (Approval Approval, ApprovalFacts Facts) With(Approval approval, long[][] members, long[] others)
    {
        var facts = Proposals.Facts(approval, members);
        for (var stage = 0; stage < approval.Stages.Count; stage++)
            facts = facts.Escalating(stage, others);
        return (approval, facts);
    }

    /// <summary>Any acts at any times, on any approval; each step is what one of them made of it.</summary>
    private static void Runs(Action<Approval, ApprovalFacts, IReadOnlyList<Step>> check) => Gen.Select(_case, _act.Array[1, 25]).Sample((of, acts) =>
    {
        var now = Proposals.Begin;
        var started = ApprovalProcess.Start(of.Approval, of.Facts, now);
        var steps = new List<Step> { new(started.Approval, started.Effects, now, IsAdvanced: true) };
        foreach (var act in acts)
        {
            now = now.AddHours(act.Hours);
            var current = steps[^1].Approval;
            var transition = Try(current, () => act.On(current, of.Facts, now));
            steps.Add(new Step(transition.Approval, transition.Effects, now, IsAdvanced: false));
            var advanced = ApprovalProcess.Advance(transition.Approval, of.Facts, now);
            steps.Add(new Step(advanced.Approval, advanced.Effects, now, IsAdvanced: true));
        }

        check(of.Approval, of.Facts, steps);
    });

    private static ApprovalTransition Try(Approval current, Func<ApprovalTransition> act)
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

    private sealed record Step(Approval Approval, IReadOnlyList<ApprovalEffect> Effects, DateTimeOffset At, bool IsAdvanced);

    private sealed record Act(int Kind, long User, int Hours)
    {
        internal ApprovalTransition On(Approval approval, ApprovalFacts facts, DateTimeOffset now) => Kind switch
        {
            0 => ApprovalProcess.Decide(approval, Proposals.Approve(User, now), facts, now),
            1 => ApprovalProcess.Decide(approval, Proposals.Reject(User), facts, now),
            2 => ApprovalProcess.Comment(approval, User, "hm", now),
            3 => ApprovalProcess.Withdraw(approval, User, null, now),
            _ => ApprovalProcess.Override(approval, User, "because", now.AddHours(10), now),
        };
    }
}
