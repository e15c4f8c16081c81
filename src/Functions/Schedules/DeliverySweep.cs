using System.Globalization;
using Enterprise.Core.Notifications;
using Enterprise.Functions.Hosting;
using Enterprise.Functions.Queues;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Schedules;

/// <summary>
/// Queues late deliveries again: their message was lost, or its attempt never ended. Without a queue it attempts them
/// itself.
/// </summary>
internal sealed partial class DeliverySweep(
    DeliveryService deliveries,
    FirstStart start,
    IServiceProvider services,
    TimeProvider time,
    ILogger<DeliverySweep> logger)
{
    private const int PageSize = 200;
    private const int MostPages = 10;
    private const int MostAtOnce = 8;

    /// <summary>A message may be a little late without being lost; a lease expires earlier.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly ServiceBusDeliveryQueue? _queue = services.GetService<ServiceBusDeliveryQueue>();

    [Function(nameof(WakeLateDeliveries))]
    public async Task WakeLateDeliveries(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        var now = time.GetUtcNow();
        var late = _queue is null ? now : now - _patience;
        Delivery? last = null;
        var woken = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var found = await deliveries.Due(late, last, PageSize, cancellationToken);
            if (found.Items.Count == 0)
                break;
            List<Delivery> some = [.. found.Items.Select(item => item.Value)];
            await Wake(some, now, cancellationToken);
            woken += some.Count;
            last = some[^1];
            if (!found.HasMore)
                break;
        }

        if (woken > 0)
            LogWoken(logger, woken);
    }

    private async Task Wake(List<Delivery> late, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (_queue is not null)
        {
            var repeat = now.UtcDateTime.ToString("yyyyMMddHHmm", CultureInfo.InvariantCulture);
            await _queue.Enqueue(
                [
                    .. late.Select(QueuedDelivery.Of)
                        .OfType<QueuedDelivery>()
                        .Select(delivery => delivery with { Repeat = repeat }),
                ],
                cancellationToken);
            return;
        }

        await start.Ensure(cancellationToken);
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = MostAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            late, options, async (delivery, token) => await deliveries.Attempt(delivery.Id, token));
    }

    [LoggerMessage(LogLevel.Warning, "{Count} deliveries were late and are attempted now.")]
    private static partial void LogWoken(ILogger logger, int count);
}
