using System.Globalization;
using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;

namespace Enterprise.Functions.Queues;

/// <summary>
/// What a message in the queue of deliveries says. It names the delivery and holds nothing of it: the document is what
/// counts, the message only wakes whoever sends.
/// </summary>
internal sealed record DeliveryMessage(string Id, int Attempt)
{
    private const string ContentType = "application/json";

    /// <summary>Clocks differ: what came early would have to be queued again.</summary>
    private static readonly TimeSpan _clockSkew = TimeSpan.FromSeconds(1);

    /// <summary>A message whose id makes the queue drop what it was given before.</summary>
    internal static ServiceBusMessage Of(QueuedDelivery delivery, DateTimeOffset now)
    {
        var attempt = delivery.Attempt.ToString(CultureInfo.InvariantCulture);
        var message = new ServiceBusMessage(BinaryData.FromObjectAsJson(
            new DeliveryMessage(delivery.Id, delivery.Attempt), JsonSerializerOptions.Web))
        {
            ContentType = ContentType,
            MessageId = delivery.Repeat is null ? $"{delivery.Id}:{attempt}" : $"{delivery.Id}:{attempt}:{delivery.Repeat}",
        };
        if (delivery.NotBefore > now)
            message.ScheduledEnqueueTime = delivery.NotBefore + _clockSkew;
        return message;
    }

    /// <summary>Reads a message; null for what is none of ours.</summary>
    internal static DeliveryMessage? Read(ServiceBusReceivedMessage message)
    {
        try
        {
            return message.Body.ToObjectFromJson<DeliveryMessage>(JsonSerializerOptions.Web) is { Id.Length: > 0 } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
