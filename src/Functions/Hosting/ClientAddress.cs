using System.Net;
using Enterprise.Api;
using Enterprise.Core.Access;
using Enterprise.Functions.Names;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Hosting;

/// <summary>Whose address a request has: the client's, behind the Functions host and what may stand before that.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// The host, on this machine, is believed for one hop: its own peer. What a client put into the header itself is
    /// not believed, whether the host passes it on or not.
    /// </summary>
    internal static void BelieveTheHostOnly(this IServiceCollection services) =>
        services.PostConfigure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders =
                ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.ForwardLimit = 1;
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse("127.0.0.0/8"));
            forwarded.KnownProxies.Clear();
            forwarded.KnownProxies.Add(IPAddress.IPv6Loopback);
        });

    /// <summary>
    /// Believes trusted proxies in front of the host, in a header of their own such as <c>X-Azure-ClientIP</c>: the host
    /// keeps no chain of <c>X-Forwarded-For</c>.
    /// </summary>
    internal static void UseTrustedProxies(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<ApiOptions>().TrustedProxies;
        if (proxies.Count == 0)
            return;
        var setting = SettingNames.ClientAddressHeader.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardedForHeaderName = app.ApplicationServices.GetRequiredService<IConfiguration>()[setting]
                ?? throw new InvalidOperationException(
                    $"Trusted proxies need {SettingNames.ClientAddressHeader}, the header in which they tell the client."),
        };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var text in proxies)
        {
            forwarded.KnownIPNetworks.Add(Networks.TryParse(text, out var network)
                ? network
                : throw new InvalidOperationException($"Enterprise:TrustedProxies: {text} is no network."));
        }

        app.UseForwardedHeaders(forwarded);
    }
}
