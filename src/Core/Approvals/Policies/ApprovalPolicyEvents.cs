using Enterprise.Core.Auditing;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>What happens to approval policies.</summary>
public static class ApprovalPolicyEvents
{
    /// <summary>A policy was created.</summary>
    public static readonly ChangeEvent Created = new("approval_policy.created");

    /// <summary>A policy was changed.</summary>
    public static readonly ChangeEvent Updated = new("approval_policy.updated");

    /// <summary>A policy was deleted.</summary>
    public static readonly ChangeEvent Deleted = new("approval_policy.deleted");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated, Deleted];
}
