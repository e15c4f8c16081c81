using System.Net;
using System.Net.Sockets;
using System.Text;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests;

public sealed class StopTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public StopTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Interrupt)]
    public async Task Request_in_progress_is_finished_before_the_stop_however_slow_its_body(int signal)
    {
        string token;
        await using (var host = await _workspace.Start())
        {
            token = host.Token!;
            const string body = """{"name": "Slowly sent", "description": "Its client has a bad connection."}""";
            using var client = await Connect(host);
            await Send(client, Head(host, body.Length) + body[..10]);
            await Waiting.Until("the request has reached the host", () => IsInside(host));

            host.Process.Signal(signal);
            await Waiting.Until("the host takes no more connections", async () => !await CanConnect(host));

            // Slower than the default termination timeout of System.CommandLine, which is two seconds.
            foreach (var character in body[10..])
            {
                await Send(client, character.ToString());
                await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            }

            Assert.StartsWith("HTTP/1.1 201 ", await Receive(client), StringComparison.Ordinal);
            (await host.Process.Finish()).ExpectedSuccess();
        }

        await using var second = await _workspace.Start();
        using var later = second.ClientWith(token);
        Assert.Equal("Slowly sent", (string?)(await later.Read("/projects/1"))["name"]);
    }

    [Fact]
    public async Task Request_that_never_ends_delays_the_stop_until_the_timeout()
    {
        await using var host = await Host.Start(_workspace.Serve().With("DOTNET_SHUTDOWNTIMEOUTSECONDS", "1"));
        using var client = await Connect(host);
        await Send(client, Head(host, length: 1000) + "{");
        await Waiting.Until("the request has reached the host", () => IsInside(host));
        (await host.Stop()).ExpectedSuccess();
    }

    [Fact]
    public async Task Idle_connection_does_not_delay_the_stop()
    {
        await using var host = await Host.Start(_workspace.Serve().With("DOTNET_SHUTDOWNTIMEOUTSECONDS", "600"));
        using var client = await Connect(host);
        await Send(client, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await Receive(client), StringComparison.Ordinal);
        (await host.Stop()).ExpectedSuccess();
    }

    /// <summary>The caller is authenticated before the body is read, and the use of the token is stored.</summary>
    private bool IsInside(Host host)
    {
        Assert.False(host.Process.HasExited, host.Process.Everything);
        using var connection = _workspace.Open();
        return connection.Number(
            "SELECT count(*) FROM user WHERE json_extract(CAST(body AS TEXT), '$.last_login') IS NOT NULL") == 1;
    }

    private static string Head(Host host, int length) =>
        $"POST /projects/ HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {host.Token}\r\n"
        + $"Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n";

    private static async Task<Socket> Connect(Host host)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, host.Url.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task<bool> CanConnect(Host host)
    {
        try
        {
            using var socket = await Connect(host);
            return true;
        }
        catch (SocketException exception)
            when (exception.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset)
        {
            return false;
        }
    }

    private static async Task Send(Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> Receive(Socket socket)
    {
        var buffer = new byte[4096];
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(Waiting.Bound);
        var length = await socket.ReceiveAsync(buffer, bound.Token);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
