using CsCheck;
using Enterprise.Core.Notifications;

namespace Enterprise.Core.Tests.Notifications;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset _first = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset _giveUpAt = _first + RetrySchedule.Patience;

    [Theory]
    [InlineData(1, 15)]
    [InlineData(2, 30)]
    [InlineData(3, 60)]
    [InlineData(8, 1_920)]
    [InlineData(11, 14_400)]
    [InlineData(1_000_000, 14_400)]
    public void Backoff_doubles_up_to_four_hours(int attempts, int seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Pause(attempts, random: 0.5));
        Assert.Equal(TimeSpan.FromSeconds(seconds * 0.75), Pause(attempts, random: 0));
        Assert.Equal(TimeSpan.FromSeconds(seconds * 1.25), Pause(attempts, random: 1));

        static TimeSpan? Pause(int attempts, double random) =>
            RetrySchedule.Next(_first, attempts, _giveUpAt, retryAfter: null, random) - _first;
    }

    [Fact]
    public void Retry_after_is_respected_within_a_day()
    {
        Assert.Equal(_first.AddHours(2), Next(TimeSpan.FromHours(2), _first));
        Assert.Equal(_first.AddHours(24), Next(TimeSpan.FromDays(30), _first));
        Assert.Equal(_first.AddSeconds(15), Next(TimeSpan.FromSeconds(1), _first));
        Assert.Equal(_first.AddSeconds(15), Next(TimeSpan.FromSeconds(-1), _first));
        Assert.Equal(_giveUpAt.AddHours(1), Next(TimeSpan.FromHours(2), _giveUpAt.AddHours(-1)));

        static DateTimeOffset? Next(TimeSpan retryAfter, DateTimeOffset now) =>
            RetrySchedule.Next(now, attempts: 1, _giveUpAt, retryAfter, random: 0.5);
    }

    [Fact]
    public void Retries_last_a_day_with_13_to_20_attempts()
    {
        Gen.Double[0, 1].Array[100].Sample(
            randoms =>
            {
                var (now, attempts) = (_first, 0);
                while (true)
                {
                    attempts++;
                    var next = RetrySchedule.Next(now, attempts, _giveUpAt, retryAfter: null, randoms[attempts]);
                    if (next is null)
                        break;
                    Assert.True(next > now);
                    now = next.Value;
                }

                Assert.Equal(_giveUpAt, now);
                Assert.InRange(attempts, 13, 20);
            },
            iter: 500);
    }
}
