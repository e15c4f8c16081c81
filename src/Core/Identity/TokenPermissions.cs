using Enterprise.Core.Access;

namespace Enterprise.Core.Identity;

/// <summary>What can be done with API tokens.</summary>
public static class TokenPermissions
{
    /// <summary>Issue and revoke the tokens of an account: people their own, administrators anybody's.</summary>
    public static readonly ScopedPermission<long> Manage = new(
        "manage_tokens",
        (caller, userId) => caller.UserId == userId || caller.Role == Role.Admin)
    {
        IsDeniedToAgents = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [Manage];

    /// <summary>Requires that the caller may issue and revoke the tokens of an account.</summary>
    internal static ValueTask RequireOnTokens(
        this AccessGuard guard,
        Call call,
        long userId,
        CancellationToken cancellationToken) => guard.Enforce(
            call,
            Manage.Decide(call.Caller, userId),
            Manage.IsDeniedTo(call.Caller) ? Manage : CommonPermissions.AdministerUsers,
            AccessScope.Organisation,
            cancellationToken);
}
