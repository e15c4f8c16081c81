using System.Net;
using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Functions.Tests.Hosting;

/// <summary>Clients call the host; the host calls the worker over loopback and forwards the client's address.</summary>
public sealed class ClientAddressTests
{
    private const string Header = "X-Azure-ClientIP";
    private static readonly IPAddress _host = IPAddress.Loopback;

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("6.6.6.6, 127.0.0.1", "127.0.0.1")]
    public async Task Last_address_forwarded_by_the_host_is_the_client(string forwardedFor, string client)
    {
        await using var worker = await Worker.Open();

        Assert.Equal(client, await AddressSeen(worker, _host, ("X-Forwarded-For", forwardedFor)));
    }

    [Fact]
    public async Task Address_forwarded_by_another_peer_is_ignored()
    {
        await using var worker = await Worker.Open();

        Assert.Equal(
            "198.51.100.1",
            await AddressSeen(worker, IPAddress.Parse("198.51.100.1"), ("X-Forwarded-For", "6.6.6.6")));
    }

    [Theory]
    [InlineData("192.0.2.10", "203.0.113.7")]
    [InlineData("198.51.100.1", "198.51.100.1")]
    public async Task Header_of_a_trusted_proxy_gives_the_client_and_of_others_is_ignored(string peer, string client)
    {
        await using var worker = await Worker.Open(
            ("Enterprise:TrustedProxies:0", "192.0.2.0/24"), ("Enterprise:ClientAddressHeader", Header));

        Assert.Equal(client, await AddressSeen(worker, _host, ("X-Forwarded-For", peer), (Header, "203.0.113.7")));
    }

    [Fact]
    public async Task Header_is_ignored_without_trusted_proxies()
    {
        await using var worker = await Worker.Open(("Enterprise:ClientAddressHeader", Header));

        Assert.Equal(
            "192.0.2.10",
            await AddressSeen(worker, _host, ("X-Forwarded-For", "192.0.2.10"), (Header, "6.6.6.6")));
    }

    [Fact]
    public async Task Trusted_proxies_without_a_header_throw_naming_the_setting()
    {
        await using var worker = await Worker.Open(("Enterprise:TrustedProxies:0", "192.0.2.0/24"));

        var refused = Assert.Throws<InvalidOperationException>(
            () => new ApplicationBuilder(worker.Services).UseTrustedProxies());
        Assert.Contains("Enterprise__ClientAddressHeader", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>The address seen behind the worker's middleware, which runs first, and the pipeline's.</summary>
    private static async Task<string?> AddressSeen(
        Worker worker,
        IPAddress peer,
        params IReadOnlyList<(string Name, string Value)> headers)
    {
        var app = new ApplicationBuilder(worker.Services);
        app.UseForwardedHeaders();
        app.UseTrustedProxies();
        IPAddress? seen = null;
        app.Run(http =>
        {
            seen = http.Connection.RemoteIpAddress;
            return Task.CompletedTask;
        });
        var context = new DefaultHttpContext { RequestServices = worker.Services };
        context.Connection.RemoteIpAddress = peer;
        foreach (var (name, value) in headers)
            context.Request.Headers[name] = value;
        await app.Build()(context);
        return seen?.ToString();
    }
}
