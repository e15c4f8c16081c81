using System.Net;

namespace Enterprise.Core.Access;

/// <summary>Networks as callers write them: CIDR (RFC 4632, RFC 4291), or a single address.</summary>
public static class Networks
{
    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c> or a single address.</summary>
    public static bool TryParse(string? text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address) || address.ToString() != text)
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }

    /// <summary>Whether one of the networks holds the address; a v4 address in v6 clothes is taken as v4.</summary>
    public static bool AnyContains(IReadOnlyList<string> networks, IPAddress? address)
    {
        if (address is null)
            return false;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        foreach (var text in networks)
        {
            if (TryParse(text, out var network) && network.Contains(address))
                return true;
        }

        return false;
    }
}
