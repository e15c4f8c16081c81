namespace Enterprise.Core.Access;

/// <summary>What a call is about to do. Each feature declares its own, with all that decides who has it.</summary>
/// <param name="Name">Its name in refusals and in the audit trail, snake_case.</param>
public abstract record Permission(string Name)
{
    /// <summary>
    /// Whether it is for people only: an agent acts on behalf of somebody, but neither decides nor changes who may
    /// decide or is notified, and can't issue itself a token that is not an agent's.
    /// </summary>
    public bool IsDeniedToAgents { get; init; }

    /// <summary>Whether the caller lacks it for being an agent.</summary>
    public bool IsDeniedTo(Caller caller) => caller.IsAgent && IsDeniedToAgents;
}

/// <summary>A permission that depends on the caller's role alone.</summary>
/// <param name="Name"><inheritdoc cref="Permission"/></param>
/// <param name="LowestRole">The lowest role that has it.</param>
public sealed record RolePermission(string Name, Role LowestRole) : Permission(Name)
{
    /// <summary>Decides it for a caller.</summary>
    public Verdict Decide(Caller caller) =>
        caller.Role >= LowestRole && !IsDeniedTo(caller) ? Verdict.Allowed : Verdict.Forbidden;
}

/// <summary>A permission on something: a project, a team, an account.</summary>
/// <param name="Name"><inheritdoc cref="Permission"/></param>
/// <param name="IsHeld">Whether a caller who sees it has the permission on it, an agent or not.</param>
public sealed record ScopedPermission<TScope>(string Name, Func<Caller, TScope, bool> IsHeld) : Permission(Name)
{
    /// <summary>Decides it for a caller who sees the scope.</summary>
    public Verdict Decide(Caller caller, TScope scope) =>
        !IsDeniedTo(caller) && IsHeld(caller, scope) ? Verdict.Allowed : Verdict.Forbidden;
}

/// <summary>Permissions that no single feature owns.</summary>
public static class CommonPermissions
{
    /// <summary>List what the caller can see; read users and teams, and one's own account.</summary>
    public static readonly RolePermission Read = new("read", Role.Viewer);

    /// <summary>See what was sent to whom and which changes were parked, and have them sent or handled again.</summary>
    public static readonly RolePermission OperateDeliveries = new("operate_deliveries", Role.Admin);

    /// <summary>Create, change and deactivate users; issue and revoke the tokens of others.</summary>
    public static readonly RolePermission AdministerUsers = new("administer_users", Role.Admin)
    {
        IsDeniedToAgents = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [Read, OperateDeliveries, AdministerUsers];
}
