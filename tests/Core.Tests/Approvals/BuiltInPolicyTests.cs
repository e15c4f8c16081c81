using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Tests.Approvals;

public sealed class BuiltInPolicyTests
{
    private static readonly Project _required = new() { Name = "Portal", RequiresApproval = true, TeamId = 3 };

    [Theory]
    [InlineData(SecurityLevel.Internal, 100_000, "team manager")]
    [InlineData(SecurityLevel.Confidential, null, "team manager,administrator")]
    [InlineData(SecurityLevel.Restricted, 100_000, "team manager,administrator")]
    [InlineData(SecurityLevel.Public, 100_001, "team manager,second approver")]
    [InlineData(SecurityLevel.Restricted, 100_001, "team manager,administrator,second approver")]
    public void Groups_follow_from_security_level_and_budget(SecurityLevel level, int? budget, string expected)
    {
        var project = _required with { SecurityLevel = level, BudgetAllocated = budget };

        var stage = Assert.Single(For(null, project)!.Stages);

        Assert.Equal(expected, string.Join(',', stage.Groups.Select(group => group.Name)));
        Assert.All(stage.Groups, group => Assert.Equal(1, group.Quorum));
    }

    [Fact]
    public void State_before_the_change_counts_as_much_as_the_state_after()
    {
        var before = _required with { SecurityLevel = SecurityLevel.Confidential, BudgetAllocated = 500_000 };
        var after = _required with { SecurityLevel = SecurityLevel.Public, BudgetAllocated = 1 };

        Assert.Equal(3, Assert.Single(For(before, after)!.Stages).Groups.Count);
    }

    [Fact]
    public void Without_a_team_manager_any_manager_approves()
    {
        var group = BuiltInPolicy.For(Kinds(), null, _required, hasTeamManager: false, 100_000)!.Stages[0].Groups[0];

        Assert.Equal((ApproverKind.Role, Role.Manager), (group.Kind, group.Role));
    }

    [Fact]
    public void Stage_reminds_and_escalates()
    {
        var stage = For(null, _required)!.Stages[0];

        Assert.Equal(
            (168, 168, DeadlineAction.Escalate, StageState.Waiting),
            (stage.DeadlineHours, stage.EscalationHours, stage.OnDeadline, stage.Status));
        Assert.Equal([72, 24], stage.ReminderHours);
        Assert.Equal((ApproverKind.Role, Role.Admin), (stage.EscalateTo!.Kind, stage.EscalateTo.Role));
    }

    [Fact]
    public void Policy_applies_only_if_approval_is_required_before_or_after_the_change()
    {
        var free = _required with { RequiresApproval = false };

        Assert.Null(For(null, free));
        Assert.Null(For(free, free));
        Assert.NotNull(For(_required, free));
        Assert.NotNull(For(free, _required));
    }

    [Fact]
    public void Every_kind_of_change_except_a_small_budget_raise_needs_approval()
    {
        var (before, small, large) = (Budget(1000), Budget(1100), Budget(1101));
        foreach (var kind in Enum.GetValues<ChangeKind>())
        {
            Assert.NotNull(BuiltInPolicy.For(Kinds(kind), before, large, hasTeamManager: true, 100_000));
            Assert.Equal(
                kind != ChangeKind.BudgetRaised,
                BuiltInPolicy.For(Kinds(kind), before, small, hasTeamManager: true, 100_000) is not null);
        }

        Assert.Null(BuiltInPolicy.For(new HashSet<ChangeKind>(), before, large, hasTeamManager: true, 100_000));

        static Project Budget(decimal budget) => _required with { BudgetAllocated = budget };
    }

    private static HashSet<ChangeKind> Kinds(ChangeKind kind = ChangeKind.ProjectCreation) => [kind];

    private static ApprovalPlan? For(Project? before, Project after) =>
        BuiltInPolicy.For(Kinds(), before, after, hasTeamManager: true, secondApproverAbove: 100_000);
}
