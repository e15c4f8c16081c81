using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>The policy for projects that require approval and that no policy is written for.</summary>
public static class BuiltInPolicy
{
    /// <summary>Its name in an approval.</summary>
    public const string Name = "built-in";

    /// <summary>By how many percent a budget may be raised without it.</summary>
    public const decimal BudgetRaisedPercent = 10;

    private const int Week = 7 * 24;

    /// <summary>What it asks of a change; null where it asks nothing.</summary>
    /// <param name="kinds">What the change is.</param>
    /// <param name="before">The project as it is; null for a new one.</param>
    /// <param name="after">The project as it would be.</param>
    /// <param name="hasTeamManager">Whether the project's team has a manager.</param>
    /// <param name="secondApproverAbove">The budget above which a second approver is asked.</param>
    public static ApprovalPlan? For(
        IReadOnlySet<ChangeKind> kinds,
        ProjectFields? before,
        ProjectFields after,
        bool hasTeamManager,
        decimal secondApproverAbove)
    {
        var isRequired = after.RequiresApproval || before is { RequiresApproval: true };
        if (!isRequired || !kinds.Any(kind => PolicyRules.IsLargeEnough(kind, BudgetRaisedPercent, before, after)))
            return null;

        List<ApproverGroup> groups =
        [
            hasTeamManager
                ? new ApproverGroup { Name = "team manager", Kind = ApproverKind.TeamManager }
                : new ApproverGroup { Name = "manager", Kind = ApproverKind.Role, Role = Role.Manager },
        ];
        if (Either(project => project.SecurityLevel >= SecurityLevel.Confidential))
            groups.Add(new ApproverGroup { Name = "administrator", Kind = ApproverKind.Role, Role = Role.Admin });
        if (Either(project => project.BudgetAllocated > secondApproverAbove))
            groups.Add(new ApproverGroup { Name = "second approver", Kind = ApproverKind.Role, Role = Role.Manager });

        var stage = new ApprovalStage
        {
            Name = "approval",
            Status = StageState.Waiting,
            Groups = groups,
            DeadlineHours = Week,
            ReminderHours = [72, 24],
            OnDeadline = DeadlineAction.Escalate,
            EscalateTo = new ApproverGroup { Name = "administrator", Kind = ApproverKind.Role, Role = Role.Admin },
            EscalationHours = Week,
        };
        return new ApprovalPlan([Name], IsParallel: false, [stage]);

        bool Either(Func<ProjectFields, bool> holds) => holds(after) || (before is not null && holds(before));
    }
}
