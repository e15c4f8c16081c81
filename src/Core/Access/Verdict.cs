namespace Enterprise.Core.Access;

/// <summary>What was decided about a call.</summary>
public enum Verdict
{
    Allowed,

    /// <summary>Seen, but not allowed: 403.</summary>
    Forbidden,

    /// <summary>Not seen: answered as if it did not exist.</summary>
    Hidden,

    /// <summary>Allowed to an administrator who states a reason, which is audited.</summary>
    AllowedByBreakingGlass,
}
