using System.Diagnostics.Metrics;
using System.Reflection;
using Enterprise.Core.Auditing;
using Enterprise.Functions.Http;
using Enterprise.Functions.Schedules;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Functions.Tests.Schedules;

public sealed class FeedLagScheduleTests
{
    [Fact]
    public async Task Lag_of_every_consumer_is_recorded()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var worker = await Worker.Open(services => services.AddSingleton<TimeProvider>(time));
        var recorded = new List<(string? Consumer, double Seconds)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Name == FeedLagGauge.Metric)
                listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(
            (_, value, tags, _) => recorded.Add(((string?)tags[0].Value, value)));
        listener.Start();
        var schedule = new FeedLagSchedule(worker.Service<FeedLagGauge>());

        await schedule.MeasureFeedLag(new TimerInfo(), Worker.Stop);
        var consumers = worker.Services.GetServices<IChangeConsumer>().Select(consumer => consumer.Name).ToList();
        Assert.Equal(consumers.Select(name => ((string?)name, 0d)), recorded);
        await worker.Send(
            new ProjectFunctions(worker.Pipeline).CreateProject, "POST", "/projects", """{"name": "Atlas"}""");
        time.Advance(TimeSpan.FromMinutes(10));
        await schedule.MeasureFeedLag(new TimerInfo(), Worker.Stop);

        var later = recorded.Skip(consumers.Count).ToList();
        Assert.Equal(consumers, later.Select(one => one.Consumer));
        Assert.All(later, one => Assert.InRange(one.Seconds, 500, 700));
    }

    /// <summary>The alert treats five minutes without a measurement as lag.</summary>
    [Fact]
    public void Lag_is_measured_at_least_every_five_minutes()
    {
        var timer = typeof(FeedLagSchedule).GetMethod(nameof(FeedLagSchedule.MeasureFeedLag))!
            .GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()!;

        Assert.Matches(@"^0 \*/[1-5] \* \* \* \*$", timer.Schedule);
    }
}
