using System.Diagnostics;

namespace Enterprise.Bench.Processes;

/// <summary>Measures the share of the machine that other processes take while this one measures a server.</summary>
/// <param name="running">The server, if it is running already.</param>
internal sealed class OtherProcesses(ServerProcess? running = null)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly TimeSpan? _busy = ProcessorUsage.Busy();
    private readonly TimeSpan _ours = Environment.CpuUsage.TotalTime + (running?.ProcessorTime ?? TimeSpan.Zero);

    /// <summary>Their share of the processors since this was created; null where it isn't known.</summary>
    public double? Share(ServerProcess server)
    {
        var ours = Environment.CpuUsage.TotalTime + server.ProcessorTime - _ours;
        return ProcessorUsage.Busy() - _busy is { } busy
            ? Math.Max(0, (busy - ours) / (Stopwatch.GetElapsedTime(_started) * Environment.ProcessorCount))
            : null;
    }
}
