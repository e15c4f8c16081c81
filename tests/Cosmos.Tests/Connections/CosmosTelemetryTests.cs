using System.Diagnostics;
using System.Diagnostics.Metrics;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;

namespace Enterprise.Cosmos.Tests.Connections;

public sealed class CosmosTelemetryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_records_its_request_units()
    {
        await using var account = await TestAccount.Open(Cards.All);
        var charges = new Dictionary<string, double>();
        using var meters = Listen(charges);
        var activities = new List<Activity>();
        using var listener = Listen(activities);
        using var root = new Activity("test").Start();

        await account.Store.Commit(
            new Commit(Container.Projects, "p").Create(Cards.Type, "a", new Card("a")), Stop);
        await account.Store.Get(Cards.Type, new("p", "a"), Stop);
        await account.Store.Query(new DocumentQuery<Card>(Cards.Type), Stop);

        var own = activities.Where(activity => activity.TraceId == root.TraceId).ToList();
        Assert.Equal(
            ["execute_batch projects", "read_item projects", "query_items projects"],
            own.Select(activity => activity.DisplayName));
        Assert.All(own, activity => Assert.True(activity.GetTagItem(CosmosTelemetry.RequestChargeTag) is > 0.0));
        Assert.Equal(["execute_batch", "query_items", "read_item"], charges.Keys.Order(StringComparer.Ordinal));
        Assert.All(charges.Values, charge => Assert.True(charge > 0));
    }

    private static MeterListener Listen(Dictionary<string, double> charges)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == CosmosTelemetry.RequestChargeMetric)
                    self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, charge, tags, _) =>
        {
            var operation = (string)tags.ToArray().Single(tag => tag.Key == "db.operation.name").Value!;
            lock (charges)
                charges[operation] = charge;
        });
        listener.Start();
        return listener;
    }

    private static ActivityListener Listen(List<Activity> activities)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CosmosTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                lock (activities)
                    activities.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
