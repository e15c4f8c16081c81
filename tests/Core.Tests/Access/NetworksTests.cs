using System.Net;
using Enterprise.Core.Access;

namespace Enterprise.Core.Tests.Access;

public sealed class NetworksTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", true)]
    [InlineData("10.0.0.0/8", "9.255.255.255", false)]
    [InlineData("10.0.0.0/8", "10.255.255.255", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("192.0.2.128/25", "192.0.2.127", false)]
    [InlineData("192.0.2.128/25", "192.0.2.128", true)]
    [InlineData("192.0.2.7/32", "192.0.2.7", true)]
    [InlineData("192.0.2.7/32", "192.0.2.8", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.6", false)]
    [InlineData("0.0.0.0/0", "203.0.113.1", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("::/0", "203.0.113.1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff:ffff::", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::", false)]
    [InlineData("2001:DB8::/32", "2001:db8::5", true)]
    [InlineData("2001:DB8::7", "2001:db8::7", true)]
    [InlineData("2001:db8:0::7", "2001:db8::7", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.2.3.4", true)]
    [InlineData("10.0.0.0/8", "::ffff:11.2.3.4", false)]
    [InlineData("::ffff:10.0.0.0/104", "10.2.3.4", true)]
    [InlineData("::ffff:10.0.0.0/104", "11.2.3.4", false)]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7", true)]
    [InlineData("fe80::/10", "fe80::1%3", true)]
    public void Network_contains_exactly_the_addresses_of_its_range(string network, string address, bool expected) =>
        Assert.Equal(expected, Networks.AnyContains([network], IPAddress.Parse(address)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.1/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/8 ")]
    [InlineData("10/8")]
    [InlineData("10")]
    [InlineData("010.0.0.0/8")]
    [InlineData("010.0.0.1")]
    [InlineData("0x0a000000/8")]
    [InlineData("167772160/8")]
    [InlineData("10.0.0.0/08")]
    [InlineData("2001:db8::1/32")]
    [InlineData("2001:db8::/129")]
    [InlineData("fe80::1%eth0")]
    [InlineData("example.com")]
    [InlineData("10.0.0.0-10.0.0.255")]
    public void Invalid_or_ambiguous_network_is_not_parsed(string? text) =>
        Assert.False(Networks.TryParse(text, out _));

    [Fact]
    public void Missing_address_is_in_no_network() => Assert.False(Networks.AnyContains(["0.0.0.0/0", "::/0"], null));

    [Fact]
    public void Address_in_any_of_the_networks_is_contained() =>
        Assert.True(Networks.AnyContains(["10.0.0.0/8", "192.0.2.0/24"], IPAddress.Parse("192.0.2.200")));
}
