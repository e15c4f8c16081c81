using Enterprise.Core.Auditing;

namespace Enterprise.Core.Access;

/// <summary>Who calls: what access is decided by.</summary>
/// <param name="UserId">The active user.</param>
/// <param name="Role">The user's role.</param>
/// <param name="Clearance">The highest security level the user may see.</param>
/// <param name="EmailDomain">The domain of the user's e-mail address, in lower case.</param>
/// <param name="TeamIds">The teams that the user is a member or the manager of.</param>
public sealed record Caller(
    long UserId,
    Role Role,
    SecurityLevel Clearance,
    string EmailDomain,
    IReadOnlySet<long> TeamIds)
{
    /// <summary>Whether a program acts in the user's name.</summary>
    public bool IsAgent { get; init; }
}

/// <summary>One request of a caller, as it is passed to every use case.</summary>
public sealed class Call(Caller caller, Origin origin, string? breakGlassReason = null)
{
    private readonly HashSet<(string EntityType, long? EntityId)> _brokenGlass = [];

    /// <summary>Who calls.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>From where, in which request.</summary>
    public Origin Origin { get; } = origin;

    /// <summary>
    /// Why an administrator requests access past domain and network restrictions; null when not requested.
    /// </summary>
    public string? BreakGlassReason { get; } = breakGlassReason;

    /// <summary>Whether it breaks the glass: only an administrator in person can, and only with a reason.</summary>
    public bool BreaksGlass => BreakGlassReason is not null && Caller is { Role: Role.Admin, IsAgent: false };

    /// <summary>Whether access was decided: a response to a call without it would be a hole.</summary>
    public bool AccessDecided { get; internal set; }

    /// <summary>Notes that the glass of an entity is broken; false when this call has broken it before.</summary>
    internal bool NoteBrokenGlass(string entityType, long? entityId) => _brokenGlass.Add((entityType, entityId));
}
