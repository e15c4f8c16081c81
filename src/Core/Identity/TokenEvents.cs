using Enterprise.Core.Auditing;

namespace Enterprise.Core.Identity;

/// <summary>What happens to API tokens.</summary>
public static class TokenEvents
{
    /// <summary>A token was issued.</summary>
    public static readonly ChangeEvent Created = new("token.created");

    /// <summary>A token was revoked.</summary>
    public static readonly ChangeEvent Deleted = new("token.deleted");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Deleted];
}
