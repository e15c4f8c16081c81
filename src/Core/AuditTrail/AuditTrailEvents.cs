using Enterprise.Core.Auditing;

namespace Enterprise.Core.AuditTrail;

/// <summary>What is audited of the trail itself.</summary>
public static class AuditTrailEvents
{
    /// <summary>A page of the organisation's whole trail was read.</summary>
    public static readonly ChangeEvent Read = new("audit.read");

    /// <summary>Every hash chain was verified.</summary>
    public static readonly ChangeEvent Verified = new("audit.verified");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Read, Verified];
}
