using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Enterprise.Integrations.Outgoing;

internal static class OutgoingServices
{
    private const int MaxRetries = 2;

    /// <summary>Adds the client of every outgoing request; it needs the <see cref="OutgoingOptions"/>.</summary>
    internal static IServiceCollection AddOutgoing(this IServiceCollection services)
    {
        services.TryAddSingleton<Resolve>(Dns.GetHostAddressesAsync);
        services.AddSingleton<OutgoingConnector>();
        services.AddSingleton<OutgoingClient>();
        var client = services.AddHttpClient(OutgoingClient.Name)
            .ConfigureHttpClient(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("Enterprise");
            })
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(
                provider.GetRequiredService<OutgoingConnector>(), Options(provider)))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(provider => new OutgoingGuard(Options(provider)));

        // The URL of a webhook is its only secret, and the factory's own logging would contain it.
        client.RemoveAllLoggers();
        client.AddResilienceHandler(OutgoingClient.Name, (pipeline, context) => pipeline
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = MaxRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,

                // A server that asks for a longer pause is called again by the delivery, not while somebody waits.
                ShouldRetryAfterHeader = false,
                ShouldHandle = attempt => OutgoingClient.ShouldRetry(attempt.Outcome, attempt.Context),
            })
            .AddTimeout(Options(context.ServiceProvider).Timeout));
        return services;
    }

    private static OutgoingOptions Options(IServiceProvider provider) =>
        provider.GetRequiredService<OutgoingOptions>();

    /// <remarks>Without a propagator the handler makes no activities, whose tags would contain URLs.</remarks>
    private static SocketsHttpHandler Handler(OutgoingConnector connector, OutgoingOptions options) => new()
    {
        ConnectCallback = connector.Connect,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = options.Proxy is not null,
        Proxy = options.Proxy is { } proxy ? new WebProxy(proxy) : null,
        ActivityHeadersPropagator = null,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        MaxConnectionsPerServer = 16,
    };
}
