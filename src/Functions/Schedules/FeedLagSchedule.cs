using Enterprise.Core.Auditing;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Schedules;

/// <summary>Measures the lag of the consumers; five minutes without a measurement count as lag.</summary>
public sealed class FeedLagSchedule(FeedLagGauge gauge)
{
    private const string EveryFourMinutes = "0 */4 * * * *";

    /// <summary>Fails only if the store is unavailable, which is logged; the next measurement follows soon.</summary>
    [Function(nameof(MeasureFeedLag))]
    public async Task MeasureFeedLag(
        [TimerTrigger(EveryFourMinutes)] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await gauge.Measure(cancellationToken);
    }
}
