using Azure.Messaging.ServiceBus;
using Enterprise.Api;
using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Enterprise.Cosmos;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Enterprise.Functions.Feed;
using Enterprise.Functions.Names;
using Enterprise.Functions.Queues;
using Enterprise.Functions.Workflows;
using Enterprise.Integrations;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Enterprise.Functions.Hosting;

/// <summary>Registers the API and the consumers of changes on one Cosmos DB account.</summary>
internal static class EnterpriseWorker
{
    /// <summary>A commit takes a round trip here, so ids are allocated in blocks, with gaps after a restart.</summary>
    private const int IdsInBlock = 100;

    internal static void AddEnterprise(this IHostApplicationBuilder builder)
    {
        builder.AddTelemetry();
        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new IdAllocation(IdsInBlock));
        services.AddCosmos();
        services.AddServiceBus(new ServiceBusConnection(builder.Configuration));
        services.AddSingleton<IFeedLag, CosmosFeedLag>();
        services.AddSingleton<DurableProcesses>();
        services.AddSingleton<IProcessDriver>(provider => provider.GetRequiredService<DurableProcesses>());
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
        services.AddSingleton<FeedPositions>();
        services.AddSingleton<FeedHandover>();
    }

    /// <summary>Without a queue, as on a developer's machine, a timer sends due deliveries.</summary>
    private static void AddServiceBus(this IServiceCollection services, ServiceBusConnection connection)
    {
        if (!connection.IsConfigured)
        {
            services.AddDeliverySignal();
            return;
        }

        services.AddSingleton(provider => connection.Client(provider.GetRequiredService<AzureComponentFactory>()));
        services.AddSingleton(provider => new ServiceBusDeliveryQueue(
            provider.GetRequiredService<ServiceBusClient>().CreateSender(QueueNames.Deliveries),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IDeliveryQueue>(provider => provider.GetRequiredService<ServiceBusDeliveryQueue>());
    }

    /// <summary>Creates the containers if configured: with an emulator, never in production.</summary>
    internal static async Task CreateContainers(this IServiceProvider services, CancellationToken cancellationToken)
    {
        if (!services.GetRequiredService<CosmosConnection>().CreatesContainers)
            return;
        var layouts = CosmosLayout.Of(CoreServices.DocumentTypes);
        await new CosmosSetup(services.GetRequiredService<CosmosAccount>(), layouts).Create(cancellationToken);
    }

    /// <summary>
    /// Starts consumers that are new where the ones were whose work they do. To be called before the host starts the
    /// triggers, which start at the beginning otherwise.
    /// </summary>
    internal static async Task GivePositions(this IServiceProvider services, CancellationToken cancellationToken)
    {
        var positions = services.GetRequiredService<FeedPositions>();
        foreach (var consumer in services.GetServices<IChangeConsumer>())
        {
            if (consumer.Predecessor is not { } predecessor)
                continue;
            foreach (var type in Changes.All)
                await positions.StartFrom(type.Container, consumer.Name, predecessor, cancellationToken);
        }
    }
}
