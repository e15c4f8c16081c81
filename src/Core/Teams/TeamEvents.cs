using Enterprise.Core.Auditing;

namespace Enterprise.Core.Teams;

/// <summary>What happens to teams and their members.</summary>
public static class TeamEvents
{
    /// <summary>A team was created.</summary>
    public static readonly ChangeEvent Created = new("team.created");

    /// <summary>A team was changed.</summary>
    public static readonly ChangeEvent Updated = new("team.updated");

    /// <summary>A team was deleted, with its memberships and channels.</summary>
    public static readonly ChangeEvent Deleted = new("team.deleted");

    /// <summary>A user became a member of a team.</summary>
    public static readonly ChangeEvent MemberAdded = new("team_member.created");

    /// <summary>A user is no longer a member of a team.</summary>
    public static readonly ChangeEvent MemberRemoved = new("team_member.deleted");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated, Deleted, MemberAdded, MemberRemoved];
}
