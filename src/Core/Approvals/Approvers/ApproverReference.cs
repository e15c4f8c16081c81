using System.Globalization;
using Enterprise.Core.Access;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Approvers;

/// <summary>What an <see cref="ApproverReference"/> names.</summary>
public enum ApproverReferenceKind
{
    User,
    Role,
    Team,
    TeamManager,
}

/// <summary>
/// Who is asked, as a text: <c>user:7</c>, <c>role:admin</c>, <c>team:3</c> or <c>team_manager:3</c>. It names a
/// rule, not the people whom the rule names today.
/// </summary>
public readonly record struct ApproverReference
{
    private ApproverReference(string text) => Text = text;

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>What it names.</summary>
    public ApproverReferenceKind Kind => EnumNames<ApproverReferenceKind>.TryParse(Part(0), out var kind)
        ? kind
        : throw new FormatException($"{Text} refers to no approver.");

    /// <summary>The id of the user or team that it names; 0 of a role.</summary>
    public long Id => long.TryParse(Part(1), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>The role that it names, and every higher one; the highest of what is no role.</summary>
    public Role LowestRole => EnumNames<Role>.TryParse(Part(1), out var role) ? role : Access.Role.Admin;

    public static ApproverReference User(long id) => new($"user:{Ids.Text(id)}");

    public static ApproverReference Role(Role role) => new($"role:{EnumNames<Role>.Of(role)}");

    public static ApproverReference Team(long id) => new($"team:{Ids.Text(id)}");

    public static ApproverReference TeamManager(long id) => new($"team_manager:{Ids.Text(id)}");

    /// <summary>
    /// The references of a group of approvers for a project of this team; empty if the group needs a team and there
    /// is none.
    /// </summary>
    public static IReadOnlyList<ApproverReference> Of(ApproverGroup group, long? teamId) => group switch
    {
        { Kind: ApproverKind.Role, Role: { } role } => [Role(role)],
        { Kind: ApproverKind.Team, TeamId: { } team } => [Team(team)],
        { Kind: ApproverKind.TeamManager } when teamId is { } team => [TeamManager(team)],
        { Kind: ApproverKind.Users } => [.. group.UserIds.Select(User)],
        _ => [],
    };

    /// <summary>Reads a text that one of the factories made.</summary>
    public static ApproverReference Parse(string text) =>
        text.Split(':') is [("user" or "team" or "team_manager"), var id]
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _)
        || (text.Split(':') is ["role", var role] && EnumNames<Role>.TryParse(role, out _))
            ? new ApproverReference(text)
            : throw new FormatException($"{text} refers to no approver.");

    /// <inheritdoc/>
    public override string ToString() => Text;

    private string Part(int index) => Text.Split(':')[index];
}
