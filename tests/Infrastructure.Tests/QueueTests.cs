using System.Reflection;
using Enterprise.Core.Deployments;
using Enterprise.Functions.Names;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The Service Bus queues, against those that the code names.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Exactly_the_queues_that_the_code_names_are_deployed()
    {
        var named = typeof(QueueNames).GetFields(BindingFlags.NonPublic | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(
            named.Order(),
            (await Deployment.Default).Of("Microsoft.ServiceBus/namespaces/queues").Select(queue => queue.Name).Order());
    }

    [Fact]
    public async Task A_delivery_is_taken_once_tried_some_times_and_never_lost()
    {
        var queue = (await Deployment.Default).Only("Microsoft.ServiceBus/namespaces/queues");

        Assert.True((bool?)queue.At("requiresDuplicateDetection"));
        Assert.True((bool?)queue.At("deadLetteringOnMessageExpiration"));
        Assert.InRange((int)queue.At("maxDeliveryCount")!, 5, 20);
    }

    [Fact]
    public async Task The_tier_is_the_cheapest_that_can_do_it()
    {
        Assert.Equal("Standard", Tier(await Deployment.Default));
        Assert.Equal("Premium", Tier(await Deployment.Full));

        static string? Tier(Deployment deployment) =>
            (string?)deployment.Only("Microsoft.ServiceBus/namespaces").Json["sku"]!["name"];
    }
}
