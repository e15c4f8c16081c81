using System.Diagnostics;

namespace Enterprise.Bench.Processes;

/// <summary>Watches how much of the machine others take while a server is asked by this process.</summary>
/// <param name="running">The server, where it runs already.</param>
internal sealed class Neighbours(ServerProcess? running = null)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan? _busy = ProcessorClock.Busy();
    private readonly TimeSpan _ours = Environment.CpuUsage.TotalTime + (running?.ProcessorTime ?? TimeSpan.Zero);

    /// <summary>Their share of the processors since then; null where it isn't known.</summary>
    public double? Share(ServerProcess server)
    {
        var ours = Environment.CpuUsage.TotalTime + server.ProcessorTime - _ours;
        return ProcessorClock.Busy() - _busy is { } busy
            ? Math.Max(0, (busy - ours) / (Stopwatch.GetElapsedTime(_started) * Environment.ProcessorCount))
            : null;
    }
}
