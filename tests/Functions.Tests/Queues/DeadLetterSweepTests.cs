using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Functions.Names;
using Enterprise.Functions.Queues;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Enterprise.Functions.Tests.Queues;

public sealed class DeadLetterSweepTests
{
    private readonly Mock<ServiceBusClient> _client = new();
    private readonly Mock<ServiceBusReceiver> _receiver = new();
    private readonly List<ServiceBusReceivedMessage> _completed = [];
    private readonly List<ServiceBusReceivedMessage> _abandoned = [];

    [Fact]
    public async Task Settled_messages_are_cleared_and_dead_or_unreadable_ones_stay()
    {
        await using var worker = await Worker.Open();
        var now = DateTimeOffset.UtcNow;
        var dead = await DeliveryFixture.Store(worker, now, DeliveryStatus.Dead, channelId: 1);
        var pending = await DeliveryFixture.Store(worker, now, channelId: 2);
        var delivered = await DeliveryFixture.Store(worker, now, DeliveryStatus.Delivered, channelId: 3);
        ServiceBusReceivedMessage[] settled =
        [
            DeliveryFixture.Message(pending.Id),
            DeliveryFixture.Message(delivered.Id),
            DeliveryFixture.Message($"{DeliveryFixture.ChangeId}-gone"),
        ];
        ServiceBusReceivedMessage[] left = [DeliveryFixture.Message(dead.Id), DeliveryFixture.Raw("not json")];
        SetUp([left[0], .. settled], [left[1]]);

        await Sweep(worker, _client.Object);

        Assert.Equal(settled, _completed);
        Assert.Equal(left, _abandoned);
    }

    [Fact]
    public async Task Nothing_is_cleared_without_a_queue()
    {
        await using var worker = await Worker.Open();

        await Sweep(worker, client: null);

        _client.VerifyNoOtherCalls();
    }

    private static Task Sweep(Worker worker, ServiceBusClient? client)
    {
        var services = new ServiceCollection();
        if (client is not null)
            services.AddSingleton(client);
        var sweep = new DeadLetterSweep(
            worker.Service<IDocumentStore>(), services.BuildServiceProvider(), NullLogger<DeadLetterSweep>.Instance);
        return sweep.ClearDeadLetters(new TimerInfo(), Worker.Stop);
    }

    private void SetUp(params ServiceBusReceivedMessage[][] batches)
    {
        _client
            .Setup(client => client.CreateReceiver(
                QueueNames.Deliveries,
                It.Is<ServiceBusReceiverOptions>(options => options.SubQueue == SubQueue.DeadLetter)))
            .Returns(_receiver.Object);
        var receive = _receiver.SetupSequence(receiver => receiver.ReceiveMessagesAsync(
            It.IsAny<int>(), It.IsAny<TimeSpan?>(), It.IsAny<CancellationToken>()));
        foreach (var batch in batches)
            receive = receive.ReturnsAsync(batch);
        receive.ReturnsAsync([]);
        _receiver
            .Setup(receiver => receiver.CompleteMessageAsync(
                It.IsAny<ServiceBusReceivedMessage>(), It.IsAny<CancellationToken>()))
            .Callback<ServiceBusReceivedMessage, CancellationToken>((message, _) => _completed.Add(message))
            .Returns(Task.CompletedTask);
        _receiver
            .Setup(receiver => receiver.AbandonMessageAsync(
                It.IsAny<ServiceBusReceivedMessage>(), null, It.IsAny<CancellationToken>()))
            .Callback<ServiceBusReceivedMessage, IDictionary<string, object>, CancellationToken>(
                (message, _, _) => _abandoned.Add(message))
            .Returns(Task.CompletedTask);
    }
}
