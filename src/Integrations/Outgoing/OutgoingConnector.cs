using System.Net;
using System.Net.Sockets;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Resolves a host to its addresses.</summary>
internal delegate Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken);

/// <summary>
/// Opens the connections of outgoing calls. A name is resolved once, every address found has to be public, and one of
/// these addresses is connected to, so that DNS rebinding between check and connection has no effect.
/// </summary>
internal sealed class OutgoingConnector(OutgoingOptions options, Resolve resolve)
{
    internal async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var addresses = await AllowedAddresses(context.DnsEndPoint.Host, cancellationToken);
        return await Connect(addresses, context.DnsEndPoint.Port, cancellationToken);
    }

    /// <summary>The addresses of a host, to each of which a connection may be opened.</summary>
    /// <exception cref="OutgoingRefusedException">One of them is not public.</exception>
    internal async Task<IPAddress[]> AllowedAddresses(string host, CancellationToken cancellationToken)
    {
        var addresses = await Find(host, cancellationToken);
        return IsTrusted(host) || Array.TrueForAll(addresses, PublicAddresses.Contain)
            ? addresses
            : throw new OutgoingRefusedException($"{host} has an address that is not public.");
    }

    /// <summary>The operator chose the proxy and the trusted hosts.</summary>
    private bool IsTrusted(string host) =>
        options.Trusts(host)
        || (options.Proxy is { } proxy && string.Equals(proxy.IdnHost, host, StringComparison.OrdinalIgnoreCase));

    private async Task<IPAddress[]> Find(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        var addresses = await resolve(host, cancellationToken);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> Connect(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var socket = new Socket(addresses[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses[i], port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (SocketException) when (i + 1 < addresses.Length)
            {
                socket.Dispose();
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
