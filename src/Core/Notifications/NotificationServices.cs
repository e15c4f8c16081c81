using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Auditing;
using Enterprise.Core.Encryption;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Enterprise.Core.Notifications;

/// <summary>What notifications bring into a host, which adds its <see cref="IMessageSender"/>s.</summary>
internal static class NotificationServices
{
    internal static void AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton(new NotificationOptions());
        services.TryAddSingleton<DeliveryBell>();
        services.TryAddSingleton<IDeliveryQueue>(provider => provider.GetRequiredService<DeliveryBell>());
        services.AddSingleton(provider => new ChannelSeal(provider.GetRequiredService<InstallationKeys>()));
        services.AddSingleton(provider => new ChannelService(
            Store(provider),
            provider.GetRequiredService<AccessGuard>(),
            provider.GetRequiredService<EntityWriter>(),
            provider.GetRequiredService<IdempotencyRecords>(),
            provider.GetRequiredService<ChannelSeal>(),
            provider.GetRequiredService<NotificationOptions>()));
        services.AddSingleton(provider => new NotificationPlanner(
            Store(provider),
            new Recipients(Store(provider), provider.GetRequiredService<ApproverDirectory>(), Time(provider)),
            new Subscriptions(Store(provider), provider.GetRequiredService<NotificationOptions>()),
            new DeliveryPlans(Store(provider)),
            Queue(provider),
            Time(provider)));
        services.AddSingleton(provider => new DeliveryService(
            Store(provider),
            new DeliveryTargets(Store(provider), provider.GetRequiredService<ChannelSeal>()),
            provider.GetServices<IMessageSender>(),
            Queue(provider),
            Time(provider),
            provider.GetRequiredService<ILogger<DeliveryService>>()));
        services.AddSingleton(provider => new DeliveryOperations(
            Store(provider),
            provider.GetRequiredService<AccessGuard>(),
            provider.GetRequiredService<ChangeLog>(),
            Queue(provider)));
    }

    private static IDocumentStore Store(IServiceProvider provider) => provider.GetRequiredService<IDocumentStore>();

    private static IDeliveryQueue Queue(IServiceProvider provider) => provider.GetRequiredService<IDeliveryQueue>();

    private static TimeProvider Time(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();
}
