using Enterprise.Api;
using Enterprise.Core;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Integrations;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Stores;
using Microsoft.Extensions.Configuration.Json;

namespace Enterprise.Standalone.Hosting;

/// <summary>The composition root: the API and the background services on one store.</summary>
internal static class StandaloneHost
{
    /// <summary>The time for requests in progress to end once the host stops.</summary>
    private static readonly TimeSpan _drain = TimeSpan.FromSeconds(20);

    /// <summary>.NET's own key, as in <c>DOTNET_SHUTDOWNTIMEOUTSECONDS</c>.</summary>
    private const string DrainKey = "shutdownTimeoutSeconds";

    /// <summary>The settings, for commands that need no host.</summary>
    internal static IConfiguration Configuration() => CreateBuilder().Configuration;

    /// <summary>The builder of a host, with its settings.</summary>
    internal static WebApplicationBuilder CreateBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
        });
        AddWorkingDirectory(builder.Configuration);
        return builder;
    }

    internal static WebApplication Build(WebApplicationBuilder builder, string urls, OpenedStore store)
    {
        builder.WebHost.UseUrls(urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 2 * 1024 * 1024;
        });
        if (builder.Configuration[DrainKey] is null)
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = _drain);
        builder.AddTelemetry();
        AddStore(builder.Services, store);
        builder.Services.AddEnterpriseApi(builder.Configuration.GetSection("Enterprise"));
        builder.Services.AddEnterpriseIntegrations();
        AddProcesses(builder.Services);
        store.AddBackground(builder.Services);
        builder.Services.AddAfterStart<DeliveryWorker>();
        builder.Services.AddAfterStart<FeedLagWatch>();
        var app = builder.Build();
        app.UseEnterpriseApi();
        return app;
    }

    /// <summary>The use cases without a host around them, for commands.</summary>
    internal static ServiceProvider Services(OpenedStore store)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        AddStore(services, store);
        return services.BuildServiceProvider();
    }

    /// <summary>
    /// Reads appsettings.json of the working directory too: it overrides the one beside the binary, and the environment
    /// overrides both.
    /// </summary>
    private static void AddWorkingDirectory(ConfigurationManager configuration)
    {
        var beside = configuration.Sources
            .Select((source, index) => source is JsonConfigurationSource ? index : -1)
            .DefaultIfEmpty(-1)
            .Max();
        var source = new JsonConfigurationSource
        {
            Path = Path.Combine(Directory.GetCurrentDirectory(), "appsettings.json"),
            Optional = true,
        };
        source.ResolveFileProvider();
        configuration.Sources.Insert(beside + 1, source);
    }

    private static void AddStore(IServiceCollection services, OpenedStore store)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new IdAllocation(store.IdsInBlock));
        services.AddSingleton(store.Documents);
        services.AddDeliverySignal();
        services.AddEnterpriseCore();
    }

    /// <summary>The consumers of changes and the timed processes.</summary>
    private static void AddProcesses(IServiceCollection services)
    {
        services.AddAfterStart<ProcessClock>();
        services.AddSingleton<IProcessDriver>(provider => provider.GetRequiredService<ProcessClock>());
    }
}
