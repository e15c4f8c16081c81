using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>Whether a policy asks for the approval of a change, as pure functions.</summary>
public static class PolicyRules
{
    /// <summary>Whether an active policy names one of the kinds of change, and all its conditions hold.</summary>
    /// <param name="policy">The policy.</param>
    /// <param name="kinds">What the change is.</param>
    /// <param name="before">The project as it is; null for a new one.</param>
    /// <param name="after">The project as it would be.</param>
    public static bool Matches(
        ApprovalPolicy policy,
        IReadOnlySet<ChangeKind> kinds,
        ProjectFields? before,
        ProjectFields after) =>
        policy.IsActive
        && policy.Changes.Any(kind =>
            kinds.Contains(kind) && IsLargeEnough(kind, policy.BudgetRaisedPercent, before, after))
        && Holds(policy.Conditions, before, after);

    /// <summary>Whether a budget is raised by more than some percent; of other kinds of change always.</summary>
    internal static bool IsLargeEnough(ChangeKind kind, decimal percent, ProjectFields? before, ProjectFields after)
    {
        if (kind != ChangeKind.BudgetRaised)
            return true;

        // A budget that is added, removed or changes its currency can't be compared, so it counts as raised by any
        // percentage.
        return before is null
            || before.BudgetAllocated is not { } old
            || after.BudgetAllocated is not { } @new
            || before.Currency != after.Currency
            || @new > old * (1 + (percent / 100));
    }

    private static bool Holds(PolicyConditions conditions, ProjectFields? before, ProjectFields after)
    {
        return Names(conditions.Departments, project => project.Department)
            && Names(conditions.BusinessUnits, project => project.BusinessUnit)
            && Names(conditions.CostCenters, project => project.CostCenter)
            && Names(conditions.DataClassifications, project => project.DataClassification)
            && Either(
                conditions.TeamIds.Count == 0,
                project => project.TeamId is { } team && conditions.TeamIds.Contains(team))
            && Either(
                conditions.Visibilities.Count == 0,
                project => conditions.Visibilities.Contains(project.Visibility))
            && Either(
                conditions.ComplianceRequirements.Count == 0,
                project => project.ComplianceRequirements.Any(text => IsNamed(conditions.ComplianceRequirements, text)))
            && Either(
                conditions.SecurityLevelAtLeast is null,
                project => project.SecurityLevel >= conditions.SecurityLevelAtLeast)
            && Either(conditions.PriorityAtLeast is null, project => project.Priority >= conditions.PriorityAtLeast)
            && Either(conditions.BudgetAtLeast is null, project => project.BudgetAllocated >= conditions.BudgetAtLeast);

        bool Names(IReadOnlyList<string> names, Func<ProjectFields, string?> field) =>
            Either(names.Count == 0, project => field(project) is { } text && IsNamed(names, text));

        bool Either(bool isNotAsked, Func<ProjectFields, bool> holds) =>
            isNotAsked || holds(after) || (before is not null && holds(before));
    }

    /// <summary>Whatever the case, and blanks around: neither may lead past a policy.</summary>
    private static bool IsNamed(IReadOnlyList<string> names, string text) =>
        names.Any(name => string.Equals(name.Trim(), text.Trim(), StringComparison.OrdinalIgnoreCase));
}
