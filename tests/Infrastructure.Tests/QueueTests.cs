using System.Reflection;
using Enterprise.Functions.Names;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The Service Bus queues, compared with those named in the code.</summary>
public sealed class QueueTests
{
    [Fact]
    public async Task Exactly_the_queues_named_in_the_code_are_deployed()
    {
        var named = typeof(QueueNames).GetFields(BindingFlags.NonPublic | BindingFlags.Static)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(
            named.Order(),
            (await Deployment.Default)
                .Of("Microsoft.ServiceBus/namespaces/queues")
                .Select(queue => queue.Name)
                .Order());
    }

    [Fact]
    public async Task Queue_detects_duplicates_limits_attempts_and_dead_letters_expired_messages()
    {
        var queue = (await Deployment.Default).Only("Microsoft.ServiceBus/namespaces/queues");

        Assert.True((bool?)queue.At("requiresDuplicateDetection"));
        Assert.True((bool?)queue.At("deadLetteringOnMessageExpiration"));
        Assert.InRange((int)queue.At("maxDeliveryCount")!, 5, 20);
    }

    [Fact]
    public async Task Tier_is_Standard_unless_private_networking_needs_Premium()
    {
        Assert.Equal("Standard", Tier(await Deployment.Default));
        Assert.Equal("Premium", Tier(await Deployment.Full));

        static string? Tier(Deployment deployment) =>
            (string?)deployment.Only("Microsoft.ServiceBus/namespaces").Json["sku"]!["name"];
    }
}
