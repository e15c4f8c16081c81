using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Queues;
using Enterprise.Functions.Schedules;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Tests.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Enterprise.Functions.Tests.Schedules;

public sealed class DeliverySweepTests
{
    private readonly Mock<IMessageSender> _mail = new();
    private readonly Mock<ServiceBusSender> _sender = new();
    private readonly List<ServiceBusMessage> _sent = [];

    [Fact]
    public async Task Late_delivery_is_queued_again_with_another_message_id_and_others_are_not()
    {
        await using var worker = await Open();
        var now = DateTimeOffset.UtcNow;
        var late = await DeliveryFixture.Store(worker, now.AddMinutes(-3), channelId: 1);
        await DeliveryFixture.Store(worker, now.AddMinutes(-1), channelId: 2);
        await DeliveryFixture.Store(worker, now.AddHours(1), channelId: 3);
        await DeliveryFixture.Store(worker, now.AddHours(-1), DeliveryStatus.Delivered, channelId: 4);
        _sender
            .Setup(sender => sender.SendMessagesAsync(
                It.IsAny<IEnumerable<ServiceBusMessage>>(), It.IsAny<CancellationToken>()))
            .Callback<IEnumerable<ServiceBusMessage>, CancellationToken>((messages, _) => _sent.AddRange(messages))
            .Returns(Task.CompletedTask);

        await Sweep(worker, new ServiceBusDeliveryQueue(_sender.Object, TimeProvider.System));

        Assert.Matches($"^{late.Id}:1:[0-9]{{12}}$", Assert.Single(_sent).MessageId);
        Assert.Equal(default, _sent[0].ScheduledEnqueueTime);
        _mail.Verify(
            mail => mail.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()),
            Times.Never);
    }

    [Fact]
    public async Task Due_delivery_is_sent_without_a_queue()
    {
        await using var worker = await Open();
        var due = await DeliveryFixture.Store(worker, DateTimeOffset.UtcNow.AddSeconds(-1));

        await Sweep(worker, queue: null);

        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryFixture.Read(worker, due.Id)).Status);
    }

    private Task<Worker> Open()
    {
        _mail.Setup(mail => mail.Kind).Returns(ChannelKind.Email);
        _mail.Setup(mail => mail.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()))
            .ReturnsAsync(SendResult.Sent);
        return Worker.Open(services => services.RemoveAll<IMessageSender>().AddSingleton(_mail.Object));
    }

    private static Task Sweep(Worker worker, ServiceBusDeliveryQueue? queue)
    {
        var services = new ServiceCollection();
        if (queue is not null)
            services.AddSingleton(queue);
        var sweep = new DeliverySweep(
            worker.Service<DeliveryService>(),
            worker.Service<FirstStart>(),
            services.BuildServiceProvider(),
            TimeProvider.System,
            NullLogger<DeliverySweep>.Instance);
        return sweep.WakeLateDeliveries(new TimerInfo(), Worker.Stop);
    }
}
