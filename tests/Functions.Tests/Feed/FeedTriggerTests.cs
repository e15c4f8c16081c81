using System.Reflection;
using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Names;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Tests.Feed;

public sealed class FeedTriggerTests
{
    private static readonly IReadOnlyList<MethodInfo> _methods =
        [.. typeof(EnterpriseWorker).Assembly.GetTypes().SelectMany(type => type.GetMethods())];

    private static readonly IReadOnlyList<(MethodInfo Method, CosmosDBTriggerAttribute Trigger)> _triggers =
    [
        .. from method in _methods
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<CosmosDBTriggerAttribute>()
           where trigger is not null
           select (method, trigger),
    ];

    /// <summary>
    /// Triggers with the same prefix would share changes, and a host without triggers continues there.
    /// </summary>
    [Fact]
    public async Task Each_consumer_has_a_trigger_for_each_container_with_leases_of_its_own()
    {
        await using var worker = await Worker.Open();
        var consumers = worker.Services.GetServices<IChangeConsumer>().ToList();

        Assert.Equal(
            (from consumer in consumers
             from type in Changes.All
             select (type.Container.Name, CosmosChangeFeed.ProcessorName(type.Container, consumer.Name))).Order(),
            _triggers.Select(item => (item.Trigger.ContainerName, item.Trigger.LeaseContainerPrefix!)).Order());
    }

    /// <summary>A batch whose retries end is lost.</summary>
    [Fact]
    public void Every_feed_trigger_retries_forever_and_starts_at_the_beginning() => Assert.All(_triggers, item =>
    {
        Assert.Equal(-1, item.Method.GetCustomAttribute<ExponentialBackoffRetryAttribute>()?.MaxRetryCount);
        Assert.True(item.Trigger.StartFromBeginning);
        Assert.Equal(CosmosConnection.Database, item.Trigger.DatabaseName);
        Assert.Equal(ConnectionNames.Cosmos, item.Trigger.Connection);
        Assert.Equal(CosmosLayout.Leases.Name, item.Trigger.LeaseContainerName);
    });
}
