using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Projects;

/// <summary>Where a project is in its life.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ProjectStatus>))]
public enum ProjectStatus
{
    Active,
    Paused,
    Completed,
    Archived,
}

/// <summary>How much a project matters, ascending.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Priority>))]
public enum Priority
{
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>Whom a project is shown to, before clearance and restrictions.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Visibility>))]
public enum Visibility
{
    /// <summary>Every active user.</summary>
    Public,

    /// <summary>Its owner, its team's members and its team's manager.</summary>
    Team,

    /// <summary>Its owner.</summary>
    Private,
}

/// <summary>Where a project stands with its approval.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ApprovalStatus>))]
public enum ApprovalStatus
{
    NotRequired,
    Pending,
    Approved,
    Rejected,
}

/// <summary>Someone who has a stake in a project: a user, or a name with an e-mail address.</summary>
public sealed record Stakeholder
{
    /// <summary>The user, where the person is one.</summary>
    public long? UserId { get; init; }

    /// <summary>The name of a person who is no user.</summary>
    public string? Name { get; init; }

    /// <summary>The e-mail address of a person who is no user.</summary>
    public string? Email { get; init; }

    /// <summary>What the person is to the project: <c>sponsor</c>, <c>security contact</c>.</summary>
    public string? Role { get; init; }
}
