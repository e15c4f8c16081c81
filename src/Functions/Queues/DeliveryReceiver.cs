using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Queues;

/// <summary>
/// Attempts the queued deliveries. A message is completed once the attempt is recorded, whatever its outcome. The
/// message of a dead delivery, or one that can't be read, is dead-lettered, which raises an alert.
/// </summary>
internal sealed partial class DeliveryReceiver(
    DeliveryService deliveries,
    FirstStart start,
    ILogger<DeliveryReceiver> logger)
{
    [Function(nameof(SendDelivery))]
    public async Task SendDelivery(
        [ServiceBusTrigger(
            QueueNames.Deliveries,
            Connection = ConnectionNames.ServiceBus,
            AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions actions,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(actions);
        if (DeliveryMessage.Read(message) is not { } queued)
        {
            LogUnreadable(logger, message.MessageId);
            await actions.DeadLetterMessageAsync(
                message, null, "Unreadable", "It names no delivery.", cancellationToken);
            return;
        }

        await start.Ensure(cancellationToken);
        var delivery = await deliveries.Attempt(queued.Id, cancellationToken);
        if (delivery is null)
            LogGone(logger, queued.Id);
        if (delivery is { Status: DeliveryStatus.Dead })
        {
            await actions.DeadLetterMessageAsync(
                message, null, "Dead", delivery.Attempts[^1].Error, CancellationToken.None);
            return;
        }

        await actions.CompleteMessageAsync(message, CancellationToken.None);
    }

    [LoggerMessage(LogLevel.Error, "The message {Id} in the queue of deliveries can't be read; it is a dead letter.")]
    private static partial void LogUnreadable(ILogger logger, string id);

    [LoggerMessage(LogLevel.Warning, "The delivery {Id} is queued but no longer exists.")]
    private static partial void LogGone(ILogger logger, string id);
}
