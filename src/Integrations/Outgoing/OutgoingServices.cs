using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Enterprise.Integrations.Outgoing;

internal static class OutgoingServices
{
    private const int MostRepeats = 2;

    /// <summary>Adds the client by which everything leaves.</summary>
    internal static IServiceCollection AddOutgoing(this IServiceCollection services, OutgoingOptions options)
    {
        services.AddSingleton(options.Checked());
        services.TryAddSingleton<Resolve>(Dns.GetHostAddressesAsync);
        services.AddSingleton<OutgoingConnector>();
        services.AddSingleton<OutgoingClient>();
        var client = services.AddHttpClient(OutgoingClient.Name)
            .ConfigureHttpClient(http =>
            {
                http.Timeout = Timeout.InfiniteTimeSpan;
                http.DefaultRequestHeaders.UserAgent.ParseAdd("Enterprise");
            })
            .ConfigurePrimaryHttpMessageHandler(provider => Handler(provider.GetRequiredService<OutgoingConnector>(), options))
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .AddHttpMessageHandler(() => new OutgoingGuard(options));

        // A webhook's URL is all that it takes to write there, and the factory's own logging would tell it.
        client.RemoveAllLoggers();
        client.AddResilienceHandler(OutgoingClient.Name, pipeline => pipeline
            .AddRetry(new HttpRetryStrategyOptions
            {
                MaxRetryAttempts = MostRepeats,
                Delay = TimeSpan.FromMilliseconds(200),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,

                // Whoever asks to be left alone for longer is tried again by the delivery, not while somebody waits.
                ShouldRetryAfterHeader = false,
                ShouldHandle = attempt => OutgoingClient.IsWorthRepeating(attempt.Outcome, attempt.Context),
            })
            .AddTimeout(options.Timeout));
        return services;
    }

    /// <remarks>Without a propagator the handler makes no activities either, whose tags would tell URLs.</remarks>
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
