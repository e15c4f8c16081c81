using System.Net;
using System.Net.Sockets;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Finds the addresses of a host.</summary>
internal delegate Task<IPAddress[]> Resolve(string host, CancellationToken cancellationToken);

/// <summary>
/// Opens the connections of outgoing calls. A name is looked up once, every address found has to be public, and it is
/// one of these addresses that is connected to: a second answer of the name's owner comes too late.
/// </summary>
internal sealed class OutgoingConnector(OutgoingOptions options, Resolve resolve)
{
    internal async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await Find(host, cancellationToken);
        if (!IsFree(host) && addresses.FirstOrDefault(address => !PublicAddresses.Contain(address)) is not null)
            throw new OutgoingRefusedException($"{host} has an address that is not public.");
        return await Connect(addresses, port, cancellationToken);
    }

    /// <summary>The operator chose the proxy, as every trusted host.</summary>
    private bool IsFree(string host) =>
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
