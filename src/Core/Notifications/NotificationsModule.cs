using Enterprise.Core.Modules;
using Enterprise.Core.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enterprise.Core.Notifications;

/// <summary>
/// Channels, and from changes to deliveries and their attempts. A host adds its <see cref="IMessageSender"/>s and an
/// <see cref="IDeliveryQueue"/>.
/// </summary>
internal static class NotificationsModule
{
    internal static FeatureModule Module { get; } = new("Notifications")
    {
        Documents =
        [
            ChannelDocuments.Type,
            ChannelDocuments.Urls,
            DeliveryDocuments.Type,
            DeliveryDocuments.Plans,
        ],
        Json = [NotificationsJson.Default],
        Permissions = NotificationPermissions.All,
        Events = NotificationEvents.All,
        Lists = [ChannelDocuments.List, DeliveryDocuments.List],
        Services = services =>
        {
            services.TryAddSingleton(new NotificationOptions());
            services
                .AddSingleton<ChannelService>()
                .AddSingleton<ITeamContent, ChannelTeamContent>()
                .AddSingleton<RecipientResolver>()
                .AddSingleton<SubscriptionReader>()
                .AddSingleton<DeliveryPlanWriter>()
                .AddSingleton<DeliveryTargetResolver>()
                .AddSingleton<DeliveryService>()
                .AddSingleton<DeliveryOperations>()
                .AddSingleton<MessageLinkBuilder>()
                .AddConsumer<NotificationPlanner>();
        },
    };
}
