using HdrHistogram;

namespace Enterprise.Bench.Drive;

/// <summary>Latencies in an HdrHistogram: of a fixed size however long the run, and exact to 0.1 %.</summary>
internal static class Latencies
{
    private const int SignificantDigits = 3;

    // Longer than every timeout of the bench.
    private static readonly TimeSpan _longest = TimeSpan.FromHours(1);

    public static LongHistogram Create() => new(_longest.Ticks, SignificantDigits);

    public static void Record(this LongHistogram latencies, TimeSpan latency) => latencies.RecordValue(latency.Ticks);

    /// <summary>The latency that this percentage of all latencies does not exceed; 0 without any.</summary>
    public static double Milliseconds(this LongHistogram latencies, double percentile) =>
        latencies.TotalCount == 0 ? 0 : ToMilliseconds(latencies.GetValueAtPercentile(percentile));

    /// <summary>The longest latency; 0 without any.</summary>
    public static double MaxMilliseconds(this LongHistogram latencies) =>
        latencies.TotalCount == 0 ? 0 : ToMilliseconds(latencies.GetMaxValue());

    private static double ToMilliseconds(long ticks) => TimeSpan.FromTicks(ticks).TotalMilliseconds;
}
