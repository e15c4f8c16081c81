using System.Net;
using Enterprise.Api.Configuration;
using Enterprise.Core.Access;
using Enterprise.Functions.Names;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Hosting;

/// <summary>The client address of a request, behind the Functions host and any proxies in front of it.</summary>
internal static class ClientAddress
{
    /// <summary>
    /// Trusts the host, on this machine, for one hop: its own peer. A header set by the client is not trusted, whether
    /// the host forwards it or not.
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
    /// Trusts configured proxies in front of the host, by their own header such as <c>X-Azure-ClientIP</c>, because the
    /// host does not keep the chain of <c>X-Forwarded-For</c>.
    /// </summary>
    internal static void UseTrustedProxies(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<ApiOptions>().TrustedProxies;
        if (proxies.Count == 0)
            return;
        var setting = SettingNames.ClientAddressHeader.Replace(
            "__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        var forwarded = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor,
            ForwardedForHeaderName = app.ApplicationServices.GetRequiredService<IConfiguration>()[setting]
                ?? throw new InvalidOperationException(
                    $"Trusted proxies need {SettingNames.ClientAddressHeader}, the header with the client's address."),
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
