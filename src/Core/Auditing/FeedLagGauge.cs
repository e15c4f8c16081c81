using System.Diagnostics.Metrics;

namespace Enterprise.Core.Auditing;

/// <summary>
/// Measures how long changes wait for each of their consumers. Whoever reads the gauge takes silence for lag, so a host
/// measures at least every five minutes, and a measurement that fails records nothing.
/// </summary>
/// <param name="feed">Where they read.</param>
/// <param name="consumers">The consumers.</param>
/// <param name="time">The clock.</param>
public sealed class FeedLagGauge(IFeedLag feed, IEnumerable<IChangeConsumer> consumers, TimeProvider time)
{
    /// <summary>
    /// The gauge: the age in seconds of the oldest change that a consumer has not taken in, 0 where there is none.
    /// </summary>
    public const string Metric = "enterprise.feed.lag";

    /// <summary>The tag that names the consumer.</summary>
    public const string ConsumerTag = "enterprise.consumer";

    private static readonly Meter _meter = new("Enterprise.Core");

    private static readonly Gauge<double> _gauge = _meter.CreateGauge<double>(
        Metric, unit: "s", description: "Age of the oldest change that a consumer has not taken in.");

    /// <summary>Measures every consumer.</summary>
    public async ValueTask Measure(CancellationToken cancellationToken)
    {
        foreach (var consumer in consumers.Select(consumer => consumer.Name))
        {
            var oldest = await feed.OldestPending(consumer, cancellationToken);
            var age = oldest is { } madeAt ? time.GetUtcNow() - madeAt : TimeSpan.Zero;
            _gauge.Record(Math.Max(0, age.TotalSeconds), new KeyValuePair<string, object?>(ConsumerTag, consumer));
        }
    }
}
