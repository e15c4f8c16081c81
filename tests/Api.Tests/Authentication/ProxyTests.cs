using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Authentication;

/// <summary>A host behind proxies.</summary>
public sealed class ProxyHost : TestHost
{
    /// <inheritdoc/>
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>
    {
        ["TrustedProxies:0"] = "10.0.0.0/8",
        ["TrustedProxies:1"] = "2001:db8::1",
    };
}

/// <summary>The client's address behind configured proxies: the rightmost hop that is none of them.</summary>
public sealed class ProxyTests(ProxyHost host) : IClassFixture<ProxyHost>
{
    [Theory]
    [InlineData("10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9")]
    [InlineData("10.0.0.1", "198.51.100.1,203.0.113.9,10.0.0.2,2001:db8::1", "203.0.113.9")]
    [InlineData("10.0.0.1", "10.0.0.3", "10.0.0.3")]
    [InlineData("10.0.0.1", "203.0.113.9:4711", "203.0.113.9")]
    [InlineData("10.0.0.1", "[2001:db9::7]:4711", "2001:db9::7")]
    [InlineData("::ffff:10.0.0.1", "::ffff:203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8::1", "203.0.113.9", "203.0.113.9")]
    [InlineData("2001:db8::2", "203.0.113.9", "2001:db8::2")]
    [InlineData("192.0.2.1", "203.0.113.9", "192.0.2.1")]
    [InlineData("10.0.0.1", "", "10.0.0.1")]
    [InlineData("10.0.0.1", "nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.9, nonsense", "10.0.0.1")]
    [InlineData("10.0.0.1", "203.0.113.9, nonsense, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", "unknown, 203.0.113.9", "203.0.113.9")]
    public async Task Rightmost_untrusted_hop_is_the_client_address(
        string connection,
        string forwarded,
        string client) =>
        Assert.Equal(client, await Address(host, host.Admin.From(connection).With("X-Forwarded-For", forwarded)));

    [Fact]
    public async Task Allowed_networks_are_checked_against_the_client_not_the_proxy()
    {
        var id = await host.Admin.From("203.0.113.9")
            .Create("/projects/", new { name = "x", allowed_ips = new[] { "203.0.113.0/24" } });

        (await host.Admin.From("10.0.0.1").With("X-Forwarded-For", "203.0.113.9").Get($"/projects/{id}")).Expect(200);
        (await host.Admin.From("10.0.0.1").With("X-Forwarded-For", "203.0.113.9, 198.51.100.1").Get($"/projects/{id}"))
            .ExpectProblem(404);
        (await host.Admin.From("198.51.100.1").With("X-Forwarded-For", "203.0.113.9").Get($"/projects/{id}"))
            .ExpectProblem(404);
    }

    /// <summary>The address under which an action is audited.</summary>
    internal static async Task<string?> Address(TestHost host, ApiClient caller)
    {
        var entries = await host.TrailOf(
            async () => (await caller.Post("/teams/", new { name = host.Unique("Team") })).Expect(201));
        return Assert.Single(entries).IpAddress;
    }
}

/// <summary>Without a configured proxy the client's address is the connection's.</summary>
public sealed class NoProxyTests(TestHost host) : IClassFixture<TestHost>
{
    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    [InlineData("X-Real-IP", "203.0.113.9")]
    [InlineData("X-Original-For", "203.0.113.9")]
    public async Task Forwarded_header_of_an_untrusted_peer_is_ignored(string name, string value) =>
        Assert.Equal("192.0.2.1", await ProxyTests.Address(host, host.Admin.From("192.0.2.1").With(name, value)));

    [Fact]
    public async Task IPv4_mapped_address_is_audited_as_IPv4()
    {
        Assert.Equal("192.0.2.1", await ProxyTests.Address(host, host.Admin.From("::ffff:192.0.2.1")));
        Assert.Equal("2001:db8::1", await ProxyTests.Address(host, host.Admin.From("2001:0db8:0:0::1")));
    }
}
