using System.Diagnostics;

namespace Enterprise.Bench.Processes;

/// <summary>Watches how much of the machine others take while a server is asked by this process.</summary>
internal sealed class Neighbours(ServerProcess server)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan? _busy = ProcessorClock.Busy();
    private readonly TimeSpan _ours = Environment.CpuUsage.TotalTime + server.ProcessorTime;

    /// <summary>Their share of the processors since then; null where it isn't known.</summary>
    public double? Share()
    {
        var ours = Environment.CpuUsage.TotalTime + server.ProcessorTime - _ours;
        return ProcessorClock.Busy() - _busy is { } busy
            ? Math.Max(0, (busy - ours) / (Stopwatch.GetElapsedTime(_started) * Environment.ProcessorCount))
            : null;
    }
}
