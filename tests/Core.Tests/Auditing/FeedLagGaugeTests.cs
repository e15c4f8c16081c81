using System.Diagnostics.Metrics;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Core.Tests.Auditing;

public sealed class FeedLagGaugeTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly string _name = $"{Guid.NewGuid():N}-";
    private readonly Dictionary<string, double> _recorded = [];
    private readonly MeterListener _listener = new();

    public FeedLagGaugeTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == FeedLagGauge.Metric)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            // Tests that run in parallel have consumers with other names.
            var consumer = (string)tags[0].Value!;
            if (tags[0].Key == FeedLagGauge.ConsumerTag && consumer.StartsWith(_name, StringComparison.Ordinal))
                _recorded.Add(consumer[_name.Length..], value);
        });
        _listener.Start();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task Lag_of_each_consumer_is_the_age_of_its_oldest_pending_change()
    {
        var gauge = Gauge(("trail", TimeSpan.FromSeconds(90)), ("mail", null), ("ahead", TimeSpan.FromSeconds(-1)));

        await gauge.Measure(CoreFixture.Stop);

        Assert.Equal(
            new Dictionary<string, double> { ["trail"] = 90, ["mail"] = 0, ["ahead"] = 0 },
            _recorded);
    }

    [Fact]
    public async Task Failed_measurement_records_nothing()
    {
        var feed = new Mock<IFeedLag>();
        feed.Setup(port => port.OldestPending(It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Throws(new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));
        var gauge = new FeedLagGauge(feed.Object, [Consumer(_name + "trail")], _time);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => gauge.Measure(CoreFixture.Stop).AsTask());

        Assert.Empty(_recorded);
    }

    private FeedLagGauge Gauge(params IReadOnlyList<(string Consumer, TimeSpan? Age)> consumers)
    {
        var feed = new Mock<IFeedLag>();
        foreach (var (consumer, age) in consumers)
        {
            feed.Setup(port => port.OldestPending(_name + consumer, It.IsAny<CancellationToken>()))
                .Returns(() => ValueTask.FromResult(_time.GetUtcNow() - age));
        }

        return new FeedLagGauge(
            feed.Object,
            [.. consumers.Select(consumer => Consumer(_name + consumer.Consumer))],
            _time);
    }

    private static IChangeConsumer Consumer(string name) =>
        Mock.Of<IChangeConsumer>(consumer => consumer.Name == name);
}
