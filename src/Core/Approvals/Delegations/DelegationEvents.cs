using Enterprise.Core.Auditing;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>What happens to delegations.</summary>
public static class DelegationEvents
{
    /// <summary>Somebody decides on behalf of somebody else for a while.</summary>
    public static readonly ChangeEvent Created = new("delegation.created");

    /// <summary>A delegation was ended before its time.</summary>
    public static readonly ChangeEvent Ended = new("delegation.ended");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Ended];
}
