using System.Net;
using System.Net.Sockets;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Which addresses are public, by IANA's registries of special-purpose addresses.</summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] _special4 = Read(
        "0.0.0.0/8", // this network
        "10.0.0.0/8", // private
        "100.64.0.0/10", // shared by a provider's customers; one cloud's metadata
        "127.0.0.0/8", // loopback
        "168.63.129.16/32", // the platform's own services on every Azure machine
        "169.254.0.0/16", // link-local; most clouds' metadata
        "172.16.0.0/12", // private
        "192.0.0.0/24", // protocol assignments; one cloud's metadata
        "192.0.2.0/24", // documentation
        "192.31.196.0/24", // AS112: sink of reverse look-ups
        "192.52.193.0/24", // relays of multicast
        "192.88.99.0/24", // relays of 6to4
        "192.168.0.0/16", // private
        "192.175.48.0/24", // AS112: sink of reverse look-ups
        "198.18.0.0/15", // benchmarks
        "198.51.100.0/24", // documentation
        "203.0.113.0/24", // documentation
        "224.0.0.0/4", // multicast
        "240.0.0.0/4"); // reserved, and broadcast

    /// <summary>
    /// Global unicast. Outside of it are the unspecified address, loopback, IPv4-mapped, NAT64, unique local,
    /// link-local, site-local and multicast addresses, and all that are not allocated.
    /// </summary>
    private static readonly IPNetwork _unicast6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] _special6 = Read(
        "2001::/23", // protocol assignments: Teredo, benchmarks, identifiers that are not routed
        "2001:db8::/32", // documentation
        "2002::/16", // 6to4, which embeds any IPv4 address
        "2620:4f:8000::/48", // AS112: sink of reverse look-ups
        "3fff::/20"); // documentation

    /// <summary>Whether the address is public, that is in no private or special-purpose network.</summary>
    internal static bool Contain(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(_special4, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => address is { ScopeId: 0, IsIPv4MappedToIPv6: false }
            && _unicast6.Contains(address)
            && !Array.Exists(_special6, network => network.Contains(address)),
        _ => false,
    };

    private static IPNetwork[] Read(params string[] networks) => Array.ConvertAll(networks, IPNetwork.Parse);
}
