using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Projects;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What a change of a project is, for the policies to ask for it.</summary>
public static class ChangeKinds
{
    /// <summary>
    /// Every kind to which the change of a live project belongs; none where nobody could have to approve it.
    /// </summary>
    public static IReadOnlySet<ChangeKind> Between(ProjectFields before, ProjectFields after)
    {
        var kinds = new HashSet<ChangeKind>();
        if (IsBudgetRaised(before, after))
            kinds.Add(ChangeKind.BudgetRaised);
        if (after.SecurityLevel < before.SecurityLevel)
            kinds.Add(ChangeKind.SecurityLevelLowered);
        if (before.DataClassification is not null && before.DataClassification != after.DataClassification)
            kinds.Add(ChangeKind.DataClassificationWidened);
        if (IsVisibilityWidened(before, after))
            kinds.Add(ChangeKind.VisibilityWidened);
        if (after.OwnerId != before.OwnerId)
            kinds.Add(ChangeKind.OwnerChanged);
        if (before.RequiresApproval && !after.RequiresApproval)
            kinds.Add(ChangeKind.ApprovalWaived);
        if (after.Status == ProjectStatus.Archived && before.Status != ProjectStatus.Archived)
            kinds.Add(ChangeKind.Archiving);
        return kinds;
    }

    /// <summary>A budget that comes, goes or changes its currency can't be compared, so it counts as raised.</summary>
    private static bool IsBudgetRaised(ProjectFields before, ProjectFields after) =>
        (before.BudgetAllocated, after.BudgetAllocated) switch
        {
            (null, null) => false,
            ({ } old, { } @new) => @new > old || before.Currency != after.Currency,
            _ => true,
        };

    /// <summary>Others see it than before: more of them, another team, or those whom a restriction kept out.</summary>
    private static bool IsVisibilityWidened(ProjectFields before, ProjectFields after) =>
        after.Visibility < before.Visibility
        || (after.Visibility == Visibility.Team && after.TeamId is not null && after.TeamId != before.TeamId)
        || IsLoosened(before.AllowedDomains, after.AllowedDomains)
        || IsLoosened(before.AllowedIps, after.AllowedIps);

    private static bool IsLoosened(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        before.Count > 0 && (after.Count == 0 || after.Except(before, StringComparer.Ordinal).Any());
}
