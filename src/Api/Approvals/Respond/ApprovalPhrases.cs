using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Approvals.Respond;

/// <summary>Describes what approvals ask for, and who decides, in words.</summary>
internal static class ApprovalPhrases
{
    internal static string Of(IReadOnlyList<ChangeKind> changes) => changes.Count == 0
        ? "a change"
        : string.Join(", ", changes.Select(Of));

    /// <summary>The approvers of a group, such as <c>security (2 with the role manager)</c>.</summary>
    internal static async ValueTask<string> Of(
        ApproverGroup group,
        NameResolver names,
        CancellationToken cancellationToken)
    {
        var quorum = Ids.Text(group.Quorum);
        var people = group switch
        {
            { Kind: ApproverKind.Role, Role: { } role } => $"{quorum} with the role {EnumNames<Role>.Of(role)}",
            { Kind: ApproverKind.Team, TeamId: { } team } =>
                $"{quorum} of the team {await names.OfTeam(team, cancellationToken)}",
            { Kind: ApproverKind.TeamManager } => "the team's manager",
            _ => $"{quorum} of {await OfUsers(group.UserIds, names, cancellationToken)}",
        };
        return group.Name is { } name ? $"{name} ({people})" : people;
    }

    private static async ValueTask<string> OfUsers(
        IReadOnlyList<long> ids,
        NameResolver names,
        CancellationToken cancellationToken)
    {
        var found = new List<string>();
        foreach (var id in ids)
            found.Add(await names.OfUser(id, cancellationToken));
        return string.Join(", ", found);
    }

    private static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.ProjectCreation => "start the project",
        ChangeKind.BudgetRaised => "raise the budget",
        ChangeKind.SecurityLevelLowered => "lower the security level",
        ChangeKind.DataClassificationWidened => "change the data classification",
        ChangeKind.VisibilityWidened => "let more people see it",
        ChangeKind.OwnerChanged => "change the owner",
        ChangeKind.ApprovalWaived => "no longer require approval",
        ChangeKind.Archiving => "archive it",
        ChangeKind.ProductionRelease => "release to production",
        _ => EnumNames<ChangeKind>.Of(kind).Replace('_', ' '),
    };
}
