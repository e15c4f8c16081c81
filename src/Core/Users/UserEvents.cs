using Enterprise.Core.Auditing;

namespace Enterprise.Core.Users;

/// <summary>What happens to users.</summary>
public static class UserEvents
{
    /// <summary>A user was created.</summary>
    public static readonly ChangeEvent Created = new("user.created");

    /// <summary>A user was changed, activated or deactivated.</summary>
    public static readonly ChangeEvent Updated = new("user.updated");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Created, Updated];
}
