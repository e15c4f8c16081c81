using Enterprise.Core.Auditing;

namespace Enterprise.Core.Notifications;

/// <summary>What happens to channels and deliveries.</summary>
public static class NotificationEvents
{
    /// <summary>A channel was added to a person or a team.</summary>
    public static readonly ChangeEvent ChannelCreated = new("channel.created");

    /// <summary>A channel was changed.</summary>
    public static readonly ChangeEvent ChannelUpdated = new("channel.updated");

    /// <summary>A channel was removed.</summary>
    public static readonly ChangeEvent ChannelDeleted = new("channel.deleted");

    /// <summary>An operator had a dead delivery sent again.</summary>
    public static readonly ChangeEvent DeliveryReplayed = new("delivery.replayed");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } =
    [
        ChannelCreated,
        ChannelUpdated,
        ChannelDeleted,
        DeliveryReplayed,
    ];
}
