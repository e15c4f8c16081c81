using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;

namespace Enterprise.Functions.Queues;

/// <summary>
/// The body of a message in the queue of deliveries. It has only the id of the delivery: the document is authoritative,
/// and the message only wakes the sender.
/// </summary>
internal sealed record DeliveryMessage(string Id, int Attempt)
{
    private const string ContentType = "application/json";

    /// <summary>Clocks differ, and a message that arrives early would have to be queued again.</summary>
    private static readonly TimeSpan _clockSkew = TimeSpan.FromSeconds(1);

    /// <summary>A message whose id lets the queue drop duplicates.</summary>
    internal static ServiceBusMessage Of(QueuedDelivery delivery, DateTimeOffset now)
    {
        var attempt = delivery.Attempt.ToString(CultureInfo.InvariantCulture);
        var message = new ServiceBusMessage(BinaryData.FromObjectAsJson(
            new DeliveryMessage(delivery.Id, delivery.Attempt), JsonSerializerOptions.Web))
        {
            ContentType = ContentType,
            MessageId = delivery.Repeat is null
                ? $"{delivery.Id}:{attempt}"
                : $"{delivery.Id}:{attempt}:{delivery.Repeat}",
        };
        if (delivery.NotBefore > now)
            message.ScheduledEnqueueTime = delivery.NotBefore + _clockSkew;
        return message;
    }

    /// <summary>Reads a message; null if it is not one of ours.</summary>
    internal static DeliveryMessage? Read(ServiceBusReceivedMessage message)
    {
        try
        {
            var read = message.Body.ToObjectFromJson<DeliveryMessage>(JsonSerializerOptions.Web);
            return read is { Id.Length: > 0 } ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
