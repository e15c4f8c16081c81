using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Access;

/// <summary>What a person may do; each role includes the ones before it.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<Role>))]
public enum Role
{
    /// <summary>Reads what they can see.</summary>
    Viewer,

    /// <summary>Works on the delivery of own projects, and proposes new ones.</summary>
    Developer,

    /// <summary>Creates and governs projects and teams, decides approvals.</summary>
    Manager,

    /// <summary>Administers users, and sees and changes every project.</summary>
    Admin,
}
