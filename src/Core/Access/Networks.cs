using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Access;

/// <summary>Networks as callers write them: CIDR (RFC 4632, RFC 4291), or a single address.</summary>
public static class Networks
{
    /// <summary>The bits before the v4 address in <c>::ffff:0:0/96</c>.</summary>
    private const int MappedBits = 96;

    /// <summary>Reads <c>10.0.0.0/8</c>, <c>2001:db8::/32</c> or a single address.</summary>
    /// <remarks>
    /// Stricter than <see cref="IPNetwork.TryParse(string, out IPNetwork)"/>, which takes <c>010.0.0.0/8</c> for
    /// <c>8.0.0.0/8</c> and drops what is set behind the prefix: whoever restricts a project has to get what they read.
    /// </remarks>
    public static bool TryParse(string? text, out IPNetwork network)
    {
        network = default;
        if (text is null)
            return false;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address))
            return false;
        var length = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        if (slash >= 0 && !TryParseLength(text[(slash + 1)..], out length))
            return false;
        if (address.IsIPv4MappedToIPv6 && length >= MappedBits)
            (address, length) = (address.MapToIPv4(), length - MappedBits);
        return IPNetwork.TryParse($"{address}/{Ids.Text(length)}", out network) && network.BaseAddress.Equals(address);
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

    private static bool TryParseAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork
            ? address.ToString() == text
            : text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.'));

    private static bool TryParseLength(string text, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length) && Ids.Text(length) == text;
}
