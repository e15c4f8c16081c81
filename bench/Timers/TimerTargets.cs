using Enterprise.Bench.Load;

namespace Enterprise.Bench.Timers;

/// <summary>The performance targets of timed processes.</summary>
internal static class TimerTargets
{
    private const double SecondsToReady = 1.5;
    private const double LatencyMilliseconds = 100;
    private const double MemoryFactor = 1.20;
    private const double MemoryMegabytes = 20;

    public static IReadOnlyList<Target> Evaluate(RestResult large, RestResult small, LatencyResult latency) =>
    [
        Target.Below("start to ready", "under 1.5 s", "s", large.StartToReadySeconds, SecondsToReady),
        Target.Below("after the due time, p99", "under 100 ms", "ms", latency.P99Milliseconds, LatencyMilliseconds),
        Target.Below(
            "memory at rest",
            $"within 20 % or 20 MB of that with {small.Processes:N0}",
            "MB",
            large.ResidentMegabytes,
            Math.Max(MemoryFactor * small.ResidentMegabytes, small.ResidentMegabytes + MemoryMegabytes)),
    ];
}
