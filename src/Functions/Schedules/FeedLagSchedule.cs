using Enterprise.Core.Auditing;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Schedules;

/// <summary>Measures how far the consumers of changes are behind: silence for five minutes would be taken for lag.</summary>
public sealed class FeedLagSchedule(FeedLagGauge gauge)
{
    private const string EveryFourMinutes = "0 */4 * * * *";

    /// <summary>What fails here is a store out of reach; the failure is in the log, and the next measurement is near.</summary>
    [Function(nameof(MeasureFeedLag))]
    public async Task MeasureFeedLag(
        [TimerTrigger(EveryFourMinutes)] TimerInfo timer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        await gauge.Measure(cancellationToken);
    }
}
