using Enterprise.Core.Access;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Identity;
using Enterprise.Core.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Enterprise.Core.Notifications;

/// <summary>What notifications bring into a host.</summary>
internal static class NotificationServices
{
    internal static void AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton(new NotificationOptions());
        services.AddSingleton(provider => new ChannelSeal(provider.GetRequiredService<InstallationKeys>()));
        services.AddSingleton(provider => new ChannelService(
            provider.GetRequiredService<IDocumentStore>(),
            provider.GetRequiredService<AccessGuard>(),
            provider.GetRequiredService<EntityWriter>(),
            provider.GetRequiredService<IdempotencyRecords>(),
            provider.GetRequiredService<ChannelSeal>(),
            provider.GetRequiredService<NotificationOptions>()));
    }
}
