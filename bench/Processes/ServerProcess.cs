using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Processes;

/// <summary>A server that runs as a process of its own and answers on this machine only.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int Ready = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(5);

    private readonly ChildProcess _process;

    private ServerProcess(string name, Uri url, ChildProcess process)
    {
        Name = name;
        Url = url;
        _process = process;
    }

    /// <summary>What people call it.</summary>
    public string Name { get; }

    public Uri Url { get; }

    /// <summary>From the start of the process to the first answer that it is ready.</summary>
    public TimeSpan StartToReady { get; private set; }

    public long ResidentBytes => _process.ResidentBytes;

    public TimeSpan ProcessorTime => _process.ProcessorTime;

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="program">The program, given the URL to listen on.</param>
    /// <param name="logFile">Where to keep what it prints.</param>
    /// <param name="cancellationToken">Ends the waiting, and then the server.</param>
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

    /// <summary>Waits until it has stopped working on what came in, at most so long.</summary>
    public async Task Settle(TimeSpan atMost, CancellationToken cancellationToken)
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
        var fetch = new Fetch(Url, token: null);
        while (Stopwatch.GetElapsedTime(started) < Patience)
        {
            if (_process.HasExited)
                throw new BenchException($"The {Name} ended before it was ready: {_process.LastWords()}");
            if (fetch.TryStatus("/health/ready") == Ready)
            {
                StartToReady = Stopwatch.GetElapsedTime(started);
                return;
            }

            await Task.Delay(Interval, cancellationToken);
        }

        throw new BenchException(
            $"The {Name} was not ready after {Patience.TotalSeconds:N0} s: {_process.LastWords()}");
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
