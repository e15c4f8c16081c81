using System.Net;
using CsCheck;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Tests.Outgoing;

public sealed class PublicAddressesTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("168.63.129.15")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("2600:1f18::1")]
    [InlineData("2a00:1450:4001:80e::200e")]
    [InlineData("2001:4860:4860::8888")]
    public void Address_of_the_public_internet_is_public(string address) =>
        Assert.True(PublicAddresses.Contain(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("100.100.100.200")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("168.63.129.16")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::808:808")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:808:808::")]
    [InlineData("3fff::1")]
    [InlineData("4000::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_purpose_address_is_not_public(string address) =>
        Assert.False(PublicAddresses.Contain(IPAddress.Parse(address)));

    /// <summary>Computed independently of the list: the table above could repeat a mistake of it.</summary>
    [Fact]
    public void IPv4_address_is_public_unless_in_a_special_purpose_block() => Gen.Byte.Array[4].Sample(bytes =>
    {
        var (a, b, c) = (bytes[0], bytes[1], bytes[2]);
        var special = a is 0 or 10 or 127 or >= 224
            || (a == 100 && b is >= 64 and <= 127)
            || (a == 168 && b == 63 && c == 129 && bytes[3] == 16)
            || (a == 169 && b == 254)
            || (a == 172 && b is >= 16 and <= 31)
            || (a == 192 && b == 0 && (c is 0 or 2))
            || (a == 192 && b == 31 && c == 196)
            || (a == 192 && b == 52 && c == 193)
            || (a == 192 && b == 88 && c == 99)
            || (a == 192 && b == 168)
            || (a == 192 && b == 175 && c == 48)
            || (a == 198 && (b is 18 or 19))
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
        Assert.Equal(!special, PublicAddresses.Contain(new IPAddress(bytes)));
    });

    [Fact]
    public void IPv6_address_that_embeds_an_IPv4_address_is_not_public() =>
        Gen.Select(Gen.Byte.Array[4], Gen.Int[0, 3]).Sample((v4, form) =>
        {
            var bytes = new byte[16];
            (byte[] prefix, var at) = form switch
            {
                0 => ([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255], 12),
                1 => ([0, 0x64, 0xff, 0x9b], 12),
                2 => ([0x20, 0x02], 2),
                _ => (Array.Empty<byte>(), 12),
            };
            prefix.CopyTo(bytes, 0);
            v4.CopyTo(bytes, at);
            Assert.False(PublicAddresses.Contain(new IPAddress(bytes)));
        });

    [Fact]
    public void IPv6_address_outside_of_global_unicast_is_not_public() => Gen.Byte.Array[16].Sample(bytes =>
        Assert.True(bytes[0] >> 5 == 1 || !PublicAddresses.Contain(new IPAddress(bytes))));
}
