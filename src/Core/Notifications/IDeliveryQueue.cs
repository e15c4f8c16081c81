using Enterprise.Core.Processes;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Notifications;

/// <summary>A delivery that is to be attempted.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Attempt">Which attempt of it, from 1.</param>
/// <param name="NotBefore">When.</param>
public sealed record QueuedDelivery(string Id, int Attempt, DateTimeOffset NotBefore)
{
    /// <summary>
    /// Tells what is queued again, because the first may be lost, from that one: a queue that drops duplicates lets it
    /// through. Null for the first.
    /// </summary>
    public string? Repeat { get; init; }

    /// <summary>The next attempt of a delivery; null when it is done with.</summary>
    public static QueuedDelivery? Of(Delivery delivery) => delivery.DueAt is { } dueAt
        ? new QueuedDelivery(delivery.Id, delivery.AttemptCount + 1, dueAt)
        : null;
}

/// <summary>
/// Wakes whoever attempts deliveries. It only saves time: the delivery's document says that and when it is due, and
/// what a queue loses is found there.
/// </summary>
public interface IDeliveryQueue
{
    /// <summary>Says that the deliveries are to be attempted.</summary>
    ValueTask Enqueue(IReadOnlyList<QueuedDelivery> deliveries, CancellationToken cancellationToken);
}

/// <summary>Registers the queue of a host that attempts deliveries itself.</summary>
internal static class DeliverySignalServices
{
    /// <summary>Adds a queue that wakes whoever attempts deliveries in this process.</summary>
    internal static IServiceCollection AddDeliverySignal(this IServiceCollection services) => services
        .AddSingleton<DeliverySignal>()
        .AddSingleton<IDeliveryQueue>(provider => provider.GetRequiredService<DeliverySignal>());
}

/// <summary>Wakes the one who attempts deliveries in this process.</summary>
public sealed class DeliverySignal : AsyncSignal, IDeliveryQueue
{
    /// <inheritdoc/>
    public ValueTask Enqueue(IReadOnlyList<QueuedDelivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
            Raise();
        return ValueTask.CompletedTask;
    }
}
