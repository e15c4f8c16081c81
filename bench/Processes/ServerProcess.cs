using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Processes;

/// <summary>A server in a process of its own, which listens on this machine only.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Ready = 200;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly ChildProcess _process;

    private ServerProcess(string name, Uri url, ChildProcess process)
    {
        Name = name;
        Url = url;
        _process = process;
    }

    /// <summary>Its name in errors.</summary>
    public string Name { get; }

    public Uri Url { get; }

    /// <summary>From the start of the process to the first response that it is ready.</summary>
    public TimeSpan StartToReady { get; private set; }

    public long ResidentBytes => _process.ResidentBytes;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="name">Its name in errors.</param>
    /// <param name="program">The program, given the URL to listen on.</param>
    /// <param name="logFile">The file of its output.</param>
    /// <param name="cancellationToken">Cancels the start and ends the server.</param>
    public static async Task<ServerProcess> Start(
        string name, Func<Uri, ProcessStart> program, string logFile, CancellationToken cancellationToken)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var started = Stopwatch.GetTimestamp();
        var server = new ServerProcess(name, url, ChildProcess.Start(program(url), logFile));
        try
        {
            await server.WaitUntilReady(started, cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it uses hardly any processor time, for so long at most.</summary>
    public async Task WaitUntilIdle(TimeSpan atMost, CancellationToken cancellationToken)
    {
        const double IdleShare = 0.02;
        var second = TimeSpan.FromSeconds(1);
        for (var waited = TimeSpan.Zero; waited < atMost; waited += second)
        {
            var before = ProcessorTime;
            await Task.Delay(second, cancellationToken);
            if (ProcessorTime - before < second * IdleShare)
                return;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task WaitUntilReady(long started, CancellationToken cancellationToken)
    {
        var client = new JsonClient(Url, token: null);
        while (Stopwatch.GetElapsedTime(started) < Timeout)
        {
            if (_process.HasExited)
                throw new BenchException($"The {Name} ended before it was ready: {_process.LastOutput()}");
            if (client.TryStatus("/health/ready") == Ready)
            {
                StartToReady = Stopwatch.GetElapsedTime(started);
                return;
            }

            await Task.Delay(Interval, cancellationToken);
        }

        throw new BenchException(
            $"The {Name} was not ready after {Timeout.TotalSeconds:N0} s: {_process.LastOutput()}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
