namespace Enterprise.Core.Access;

/// <summary>The clearance of a person who has none of their own.</summary>
public static class DefaultClearance
{
    /// <summary>The clearance that comes with a role.</summary>
    public static SecurityLevel Of(Role role) => role switch
    {
        Role.Viewer => SecurityLevel.Internal,
        Role.Developer => SecurityLevel.Confidential,
        _ => SecurityLevel.Restricted,
    };
}
