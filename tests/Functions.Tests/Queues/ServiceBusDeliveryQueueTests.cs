using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Queues;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Functions.Tests.Queues;

public sealed class ServiceBusDeliveryQueueTests
{
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Mock<ServiceBusSender> _sender = new();
    private readonly List<ServiceBusMessage> _sent = [];

    public ServiceBusDeliveryQueueTests() => _sender
        .Setup(sender => sender.SendMessagesAsync(
            It.IsAny<IEnumerable<ServiceBusMessage>>(), It.IsAny<CancellationToken>()))
        .Callback<IEnumerable<ServiceBusMessage>, CancellationToken>((messages, _) => _sent.AddRange(messages))
        .Returns(Task.CompletedTask);

    [Fact]
    public async Task Each_attempt_is_one_scheduled_message_and_a_repeat_is_another()
    {
        await Queue().Enqueue(
            [
                new("a", 1, _now),
                new("a", 2, _now.AddMinutes(4)),
                new("a", 2, _now.AddMinutes(-5)) { Repeat = "202603011200" },
            ],
            Worker.Stop);

        Assert.Equal(["a:1", "a:2", "a:2:202603011200"], _sent.Select(message => message.MessageId));
        Assert.Equal(
            [default, _now.AddMinutes(4).AddSeconds(1), default],
            _sent.Select(message => message.ScheduledEnqueueTime));
        Assert.Equal("""{"id":"a","attempt":2}""", _sent[1].Body.ToString());
    }

    [Fact]
    public async Task Deliveries_are_sent_in_batches_and_none_sends_no_batch()
    {
        await Queue().Enqueue(
            [.. Enumerable.Range(0, 201).Select(i => new QueuedDelivery($"{i}", 1, _now))], Worker.Stop);
        await Queue().Enqueue([], Worker.Stop);

        Assert.Equal(201, _sent.Count);
        _sender.Verify(
            sender => sender.SendMessagesAsync(
                It.IsAny<IEnumerable<ServiceBusMessage>>(), It.IsAny<CancellationToken>()),
            Times.Exactly(3));
    }

    [Fact]
    public async Task Unreachable_queue_throws_store_unavailable()
    {
        foreach (var failure in new Exception[]
        {
            new ServiceBusException("gone", ServiceBusFailureReason.ServiceCommunicationProblem),
            new UnauthorizedAccessException("no role"),
        })
        {
            _sender
                .Setup(sender => sender.SendMessagesAsync(
                    It.IsAny<IEnumerable<ServiceBusMessage>>(), It.IsAny<CancellationToken>()))
                .ThrowsAsync(failure);

            var thrown = await Assert.ThrowsAsync<StoreUnavailableException>(
                async () => await Queue().Enqueue([new("a", 1, _now)], Worker.Stop));
            Assert.Same(failure, thrown.InnerException);
        }
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData("ServiceBus", "", false)]
    [InlineData("ServiceBus", "Endpoint=sb://x.example.com/;SharedAccessKeyName=a;SharedAccessKey=b", true)]
    [InlineData("ServiceBus:fullyQualifiedNamespace", "x.servicebus.windows.net", true)]
    [InlineData("ServiceBus:credential", "managedidentity", false)]
    public void Queue_is_configured_only_by_a_connection(string? name, string? value, bool isConfigured)
    {
        var configuration = new ConfigurationManager();
        if (name is not null)
            configuration[name] = value;

        Assert.Equal(isConfigured, new ServiceBusConnection(configuration).IsConfigured);
    }

    [Fact]
    public async Task Host_with_a_queue_uses_it_and_a_host_without_one_does_not()
    {
        await using var worker = await Worker.Open(("ServiceBus:fullyQualifiedNamespace", "x.servicebus.windows.net"));
        await using var without = await Worker.Open();

        Assert.IsType<ServiceBusDeliveryQueue>(worker.Service<IDeliveryQueue>());
        Assert.IsType<DeliverySignal>(without.Service<IDeliveryQueue>());
    }

    private ServiceBusDeliveryQueue Queue() => new(_sender.Object, new FakeTimeProvider(_now));
}
