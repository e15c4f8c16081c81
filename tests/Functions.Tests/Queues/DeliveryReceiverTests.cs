using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Functions.Queues;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Moq;

namespace Enterprise.Functions.Tests.Queues;

public sealed class DeliveryReceiverTests
{
    private readonly Mock<ServiceBusMessageActions> _actions = new();
    private readonly Mock<IMessageSender> _sender = new();

    public DeliveryReceiverTests() => SetResult(SendResult.Sent);

    [Fact]
    public async Task Sent_delivery_completes_its_message_and_a_redelivery_sends_nothing()
    {
        await using var worker = await Open();
        var delivery = await DeliveryFixture.Store(worker, DateTimeOffset.UtcNow);
        var message = DeliveryFixture.Message(delivery.Id);

        await Receive(worker, message);
        await Receive(worker, message);

        Assert.Equal(DeliveryStatus.Delivered, (await DeliveryFixture.Read(worker, delivery.Id)).Status);
        _sender.Verify(
            sender => sender.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()),
            Times.Once);
        _actions.Verify(
            actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Exactly(2));
        _actions.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Failed_delivery_completes_its_message_because_the_retry_has_its_own()
    {
        await using var worker = await Open();
        SetResult(SendResult.Failed("busy"));
        var delivery = await DeliveryFixture.Store(worker, DateTimeOffset.UtcNow);
        var message = DeliveryFixture.Message(delivery.Id);

        await Receive(worker, message);

        Assert.Equal(
            (DeliveryStatus.Pending, 1),
            (
                (await DeliveryFixture.Read(worker, delivery.Id)).Status,
                (await DeliveryFixture.Read(worker, delivery.Id)).AttemptCount));
        _actions.Verify(actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Once);
        _actions.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Dead_delivery_dead_letters_its_message()
    {
        await using var worker = await Open();
        SetResult(SendResult.Refused("no such mailbox"));
        var delivery = await DeliveryFixture.Store(worker, DateTimeOffset.UtcNow);

        await Receive(worker, DeliveryFixture.Message(delivery.Id));

        VerifyDeadLetter("Dead", "no such mailbox");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":7}")]
    [InlineData("not json")]
    public async Task Unreadable_message_is_dead_lettered(string body)
    {
        await using var worker = await Open();

        await Receive(worker, DeliveryFixture.Raw(body));

        VerifyDeadLetter("Unreadable", "It names no delivery.");
    }

    [Fact]
    public async Task Missing_delivery_completes_its_message()
    {
        await using var worker = await Open();
        var message = DeliveryFixture.Message($"{DeliveryFixture.ChangeId}-0123456789abcdef");

        await Receive(worker, message);

        _actions.Verify(actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Once);
        _actions.VerifyNoOtherCalls();
    }

    private Task<Worker> Open()
    {
        _sender.Setup(sender => sender.Kind).Returns(ChannelKind.Email);
        return Worker.Open(services => services.RemoveAll<IMessageSender>().AddSingleton(_sender.Object));
    }

    private void SetResult(SendResult result) => _sender
        .Setup(sender => sender.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(result);

    private Task Receive(Worker worker, ServiceBusReceivedMessage message) =>
        ActivatorUtilities.CreateInstance<DeliveryReceiver>(worker.Services).SendDelivery(
            message, _actions.Object, Worker.Stop);

    private void VerifyDeadLetter(string reason, string description)
    {
        _actions.Verify(
            actions => actions.DeadLetterMessageAsync(
                It.IsAny<ServiceBusReceivedMessage>(), null, reason, description, It.IsAny<CancellationToken>()),
            Times.Once);
        _actions.VerifyNoOtherCalls();
    }
}
