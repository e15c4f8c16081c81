namespace Enterprise.Core.Notifications;

/// <summary>A delivery that is to be attempted.</summary>
/// <param name="Id">The delivery.</param>
/// <param name="Attempt">Which attempt of it, from 1.</param>
/// <param name="NotBefore">When.</param>
public sealed record QueuedDelivery(string Id, int Attempt, DateTimeOffset NotBefore)
{
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

/// <summary>Wakes the one who waits in this process.</summary>
public sealed class DeliveryBell : IDeliveryQueue, IDisposable
{
    private readonly SemaphoreSlim _rung = new(0, 1);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public ValueTask Enqueue(IReadOnlyList<QueuedDelivery> deliveries, CancellationToken cancellationToken)
    {
        if (deliveries.Count > 0)
            Ring();
        return ValueTask.CompletedTask;
    }

    /// <summary>Wakes who waits, or else who waits next.</summary>
    public void Ring()
    {
        lock (_lock)
        {
            if (_rung.CurrentCount == 0)
                _rung.Release();
        }
    }

    /// <summary>Waits for a ring since the last wait.</summary>
    public Task Wait(CancellationToken cancellationToken) => _rung.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _rung.Dispose();
}
