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

    public DeliveryReceiverTests() => Answer(SendResult.Sent);

    [Fact]
    public async Task A_delivery_that_is_sent_completes_its_message_and_a_repeat_sends_nothing()
    {
        await using var worker = await Open();
        var delivery = await Planned.Keep(worker, DateTimeOffset.UtcNow);
        var message = Planned.Message(delivery.Id);

        await Receive(worker, message);
        await Receive(worker, message);

        Assert.Equal(DeliveryStatus.Delivered, (await Planned.Read(worker, delivery.Id)).Status);
        _sender.Verify(sender => sender.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()), Times.Once);
        _actions.Verify(actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Exactly(2));
        _actions.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_delivery_that_fails_completes_its_message_because_the_next_attempt_has_one_of_its_own()
    {
        await using var worker = await Open();
        Answer(SendResult.Failed("busy"));
        var delivery = await Planned.Keep(worker, DateTimeOffset.UtcNow);
        var message = Planned.Message(delivery.Id);

        await Receive(worker, message);

        Assert.Equal((DeliveryStatus.Pending, 1), ((await Planned.Read(worker, delivery.Id)).Status, (await Planned.Read(worker, delivery.Id)).AttemptCount));
        _actions.Verify(actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Once);
        _actions.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_delivery_that_is_dead_makes_its_message_a_dead_letter()
    {
        await using var worker = await Open();
        Answer(SendResult.Refused("no such mailbox"));
        var delivery = await Planned.Keep(worker, DateTimeOffset.UtcNow);

        await Receive(worker, Planned.Message(delivery.Id));

        VerifyDeadLetter("Dead", "no such mailbox");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"id\":7}")]
    [InlineData("not json")]
    public async Task A_message_that_can_not_be_read_is_a_dead_letter(string body)
    {
        await using var worker = await Open();

        await Receive(worker, Planned.Raw(body));

        VerifyDeadLetter("Unreadable", "It names no delivery.");
    }

    [Fact]
    public async Task A_delivery_whose_time_is_over_completes_its_message()
    {
        await using var worker = await Open();
        var message = Planned.Message($"{Planned.ChangeId}-0123456789abcdef");

        await Receive(worker, message);

        _actions.Verify(actions => actions.CompleteMessageAsync(message, It.IsAny<CancellationToken>()), Times.Once);
        _actions.VerifyNoOtherCalls();
    }

    private Task<Worker> Open()
    {
        _sender.Setup(sender => sender.Kind).Returns(ChannelKind.Email);
        return Worker.Open(services => services.RemoveAll<IMessageSender>().AddSingleton(_sender.Object));
    }

    private void Answer(SendResult result) => _sender
        .Setup(sender => sender.Send(It.IsAny<Message>(), It.IsAny<MessageTarget>(), It.IsAny<CancellationToken>()))
        .ReturnsAsync(result);

    private Task Receive(Worker worker, ServiceBusReceivedMessage message) =>
        ActivatorUtilities.CreateInstance<DeliveryReceiver>(worker.Services).SendDelivery(message, _actions.Object, Worker.Stop);

    private void VerifyDeadLetter(string reason, string description)
    {
        _actions.Verify(
            actions => actions.DeadLetterMessageAsync(
                It.IsAny<ServiceBusReceivedMessage>(), null, reason, description, It.IsAny<CancellationToken>()),
            Times.Once);
        _actions.VerifyNoOtherCalls();
    }
}
