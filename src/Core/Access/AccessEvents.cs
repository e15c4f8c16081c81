using Enterprise.Core.Auditing;

namespace Enterprise.Core.Access;

/// <summary>What is audited of access.</summary>
public static class AccessEvents
{
    /// <summary>A call was denied; the reason is the permission that was lacking.</summary>
    public static readonly ChangeEvent Denied = new("access.denied");

    /// <summary>An administrator saw past a domain or network restriction, for the reason given.</summary>
    public static readonly ChangeEvent GlassBroken = new("access.glass_broken");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Denied, GlassBroken];
}
