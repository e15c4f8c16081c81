using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Functions.Names;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Queues;

/// <summary>
/// Removes settled messages from the queue's dead letters: their deliveries were replayed or delivered, or are pending
/// with another message. Messages of dead deliveries and unreadable ones stay, and with them the alert.
/// </summary>
public sealed partial class DeadLetterSweep(
    IDocumentStore store,
    IServiceProvider services,
    ILogger<DeadLetterSweep> logger)
{
    private const int MostAtOnce = 100;
    private const int MostRounds = 10;
    private static readonly TimeSpan _longestWait = TimeSpan.FromSeconds(5);

    [Function(nameof(ClearDeadLetters))]
    public async Task ClearDeadLetters(
        [TimerTrigger("30 */5 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        if (services.GetService<ServiceBusClient>() is not { } client)
            return;
        await using var receiver = client.CreateReceiver(
            QueueNames.Deliveries, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        var left = new List<ServiceBusReceivedMessage>();
        var cleared = 0;
        for (var round = 0; round < MostRounds; round++)
        {
            var messages = await receiver.ReceiveMessagesAsync(MostAtOnce, _longestWait, cancellationToken);
            if (messages.Count == 0)
                break;
            foreach (var message in messages)
            {
                if (!await IsSettled(message, cancellationToken))
                {
                    left.Add(message);
                    continue;
                }

                await receiver.CompleteMessageAsync(message, cancellationToken);
                cleared++;
            }
        }

        // Abandoned only now, because an abandoned message would be received again before the others.
        foreach (var message in left)
            await receiver.AbandonMessageAsync(message, null, cancellationToken);
        if (cleared > 0)
            LogCleared(logger, cleared, left.Count);
    }

    private async Task<bool> IsSettled(ServiceBusReceivedMessage message, CancellationToken cancellationToken)
    {
        if (DeliveryMessage.Read(message) is not { } queued)
            return false;
        var delivery = await store.Get(DeliveryDocuments.Type, DeliveryDocuments.Key(queued.Id), cancellationToken);
        return delivery is not { Value.Status: DeliveryStatus.Dead };
    }

    [LoggerMessage(
        LogLevel.Information,
        "{Count} dead letters of the queue of deliveries were settled; {Left} are left.")]
    private static partial void LogCleared(ILogger logger, int count, int left);
}
