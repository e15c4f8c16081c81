using System.Text.Json.Serialization;
using Enterprise.Core.Access;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Approvals.Approvers;

/// <summary>What names the members of a group of approvers.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApproverKind>))]
public enum ApproverKind
{
    /// <summary>Everybody with the role or a higher one.</summary>
    Role,

    /// <summary>The manager of the project's team.</summary>
    TeamManager,

    /// <summary>The members and the manager of a team.</summary>
    Team,

    /// <summary>The users named.</summary>
    Users,
}

/// <summary>
/// Who decides: people found by a rule, so that one who leaves is replaced by whom the rule names then.
/// </summary>
/// <remarks>Only active users with the role manager or admin decide, whatever the rule names.</remarks>
public sealed record ApproverGroup
{
    /// <summary>What people call the group: <c>security</c>.</summary>
    public string? Name { get; init; }

    public ApproverKind Kind { get; init; }

    /// <summary>For <c>role</c>.</summary>
    public Role? Role { get; init; }

    /// <summary>For <c>team</c>.</summary>
    public long? TeamId { get; init; }

    /// <summary>For <c>users</c>.</summary>
    public IReadOnlyList<long> UserIds { get; set; } = [];

    /// <summary>How many of the group have to approve.</summary>
    public int Quorum { get; set; } = 1;
}
