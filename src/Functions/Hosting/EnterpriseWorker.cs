using Azure.Messaging.ServiceBus;
using Enterprise.Api;
using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Cosmos;
using Enterprise.Functions.Feed;
using Enterprise.Functions.Names;
using Enterprise.Functions.Queues;
using Enterprise.Integrations;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Functions.Hosting;

/// <summary>Puts the parts together: the API and the consumers of changes on one Cosmos DB account.</summary>
internal static class EnterpriseWorker
{
    /// <summary>A commit costs a round trip here, so ids come in blocks, at the price of gaps after a restart.</summary>
    private const int IdsInBlock = 100;

    internal static void AddEnterprise(this IHostApplicationBuilder builder)
    {
        builder.AddTelemetry();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new IdAllocation(IdsInBlock));
        services.AddCosmos();
        services.AddServiceBus(new ServiceBusConnection(builder.Configuration));
        services.AddFeedLag();
        services.AddEnterpriseCore();
        services.AddEnterpriseApi(builder.Configuration.GetSection(SettingNames.Section));
        services.AddEnterpriseIntegrations();
        services.BelieveTheHostOnly();
        services.AddSingleton<FirstStart>();
        services.AddSingleton<Pipeline>();
    }

    private static void AddCosmos(this IServiceCollection services)
    {
        services.AddAzureClientsCore();
        services.AddSingleton<CosmosConnection>();
        services.AddSingleton(provider => new CosmosAccount(provider.GetRequiredService<CosmosConnection>().Options()));
        services.AddSingleton<IDocumentStore, CosmosDocumentStore>();
        services.AddSingleton<ChangeReader>();
        services.AddSingleton<FeedHandover>();
    }

    /// <summary>What reacts is made anew for each batch, with the client that comes with it: only its name is at hand.</summary>
    private static void AddFeedLag(this IServiceCollection services)
    {
        services.AddSingleton<IFeedLag, CosmosFeedLag>();
        services.AddSingleton(provider => new FeedLagGauge(
            provider.GetRequiredService<IFeedLag>(),
            [provider.GetRequiredService<AuditTrail>().Name, ChangeReactions.ConsumerName],
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Where there is none, as on a developer's machine, a timer sends what is due.</summary>
    private static void AddServiceBus(this IServiceCollection services, ServiceBusConnection connection)
    {
        if (!connection.IsConfigured)
            return;
        services.AddSingleton(provider => connection.Client(provider.GetRequiredService<AzureComponentFactory>()));
        services.AddSingleton(provider => new ServiceBusDeliveryQueue(
            provider.GetRequiredService<ServiceBusClient>().CreateSender(QueueNames.Deliveries),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeliveryQueue>(provider => provider.GetRequiredService<ServiceBusDeliveryQueue>());
    }

    /// <summary>Creates the containers where the settings ask for it: with an emulator, never in production.</summary>
    internal static async Task CreateContainers(this IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!services.GetRequiredService<CosmosConnection>().CreatesContainers)
            return;
        var layouts = CosmosLayout.Of(CoreServices.DocumentTypes);
        await new CosmosSetup(services.GetRequiredService<CosmosAccount>(), layouts).Create(cancellationToken);
    }
}
