using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Standalone.Tests.Background;

public sealed class FeedLagWatchTests
{
    [Fact]
    public async Task Lag_is_measured_at_the_start_and_every_minute_even_after_a_failure()
    {
        var time = new FakeTimeProvider();
        var measured = 0;
        var feed = new Mock<IFeedLag>();
        feed.Setup(port => port.OldestPending("trail", It.IsAny<CancellationToken>())).Returns(() =>
            Interlocked.Increment(ref measured) == 2
                ? throw new StoreUnavailableException("busy", TimeSpan.FromSeconds(1))
                : ValueTask.FromResult<DateTimeOffset?>(null));
        var trail = Mock.Of<IChangeConsumer>(consumer => consumer.Name == "trail");
        using var watch = new FeedLagWatch(
            new FeedLagGauge(feed.Object, [trail], time), time, NullLogger<FeedLagWatch>.Instance);

        await watch.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("the first is measured", () => Volatile.Read(ref measured) == 1);
        for (var minute = 2; minute <= 4; minute++)
        {
            await Waiting.Until("another is measured", () =>
            {
                time.Advance(TimeSpan.FromSeconds(30));
                return Volatile.Read(ref measured) >= minute;
            });
        }

        await watch.StopAsync(TestContext.Current.CancellationToken);
    }
}
