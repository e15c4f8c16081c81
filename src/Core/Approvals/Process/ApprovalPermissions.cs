using Enterprise.Core.Access;

namespace Enterprise.Core.Approvals.Process;

/// <summary>What can be done with approvals, their policies and delegations.</summary>
public static class ApprovalPermissions
{
    /// <summary>Read the approval policies.</summary>
    public static readonly RolePermission ReadPolicies = new("read_approval_policies", Role.Manager);

    /// <summary>Set the approval policies, and override an approval in an emergency.</summary>
    public static readonly RolePermission Govern = new("govern_approvals", Role.Admin) { IsDeniedToAgents = true };

    /// <summary>Decide approvals that one is asked for.</summary>
    public static readonly RolePermission Decide = new("decide_approvals", Role.Manager) { IsDeniedToAgents = true };

    /// <summary>Let somebody else decide on one's behalf for a while.</summary>
    public static readonly RolePermission Delegate =
        new("delegate_decisions", Role.Manager) { IsDeniedToAgents = true };

    /// <summary>Comment on an approval.</summary>
    public static readonly RolePermission Comment = new("comment_approvals", Role.Developer);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [ReadPolicies, Govern, Decide, Delegate, Comment];
}
