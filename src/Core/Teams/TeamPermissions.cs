using Enterprise.Core.Access;

namespace Enterprise.Core.Teams;

/// <summary>What can be done with teams.</summary>
public static class TeamPermissions
{
    /// <summary>Create a team.</summary>
    public static readonly RolePermission Create = new("create_team", Role.Manager) { IsDeniedToAgents = true };

    /// <summary>Change or delete a team, add and remove its members: its own managers and administrators.</summary>
    public static readonly ScopedPermission<long> Change = new(
        "change_team",
        (caller, teamId) =>
            caller.Role == Role.Admin || (caller.Role == Role.Manager && caller.TeamIds.Contains(teamId)))
    {
        IsDeniedToAgents = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [Create, Change];

    /// <summary>Requires that the caller may change the team.</summary>
    internal static ValueTask RequireOnTeam(
        this AccessGuard guard,
        Call call,
        long teamId,
        CancellationToken cancellationToken) => guard.Enforce(
            call,
            Change.Decide(call.Caller, teamId),
            Change,
            new AccessScope(TeamDocuments.Type.Kind, teamId, null),
            cancellationToken);
}
