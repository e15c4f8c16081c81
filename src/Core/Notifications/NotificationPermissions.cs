using Enterprise.Core.Access;

namespace Enterprise.Core.Notifications;

/// <summary>What can be done with channels.</summary>
public static class NotificationPermissions
{
    /// <summary>Set where oneself, or a team that one may change, is notified.</summary>
    public static readonly RolePermission ChangeChannels = new("change_channels", Role.Viewer)
    {
        IsDeniedToAgents = true,
    };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Permission> All { get; } = [ChangeChannels];
}
