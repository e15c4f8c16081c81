using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;

namespace Enterprise.Functions.Queues;

/// <summary>Queues deliveries in Service Bus; messages of later attempts are scheduled.</summary>
internal sealed class ServiceBusDeliveryQueue(ServiceBusSender sender, TimeProvider time) : IDeliveryQueue
{
    /// <summary>Well below the size limit of one batch.</summary>
    private const int MostInTransfer = 100;

    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public async ValueTask Enqueue(IReadOnlyList<QueuedDelivery> deliveries, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        try
        {
            foreach (var some in deliveries.Chunk(MostInTransfer))
            {
                await sender.SendMessagesAsync(
                    [.. some.Select(delivery => DeliveryMessage.Of(delivery, now))], cancellationToken);
            }
        }
        catch (Exception exception) when (exception is ServiceBusException or UnauthorizedAccessException)
        {
            // The deliveries are not at fault, so the caller queues them again.
            throw new StoreUnavailableException("The queue of deliveries can't be reached.", _retryAfter, exception);
        }
    }
}
