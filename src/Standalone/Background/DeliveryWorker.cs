using System.Collections.Concurrent;
using Enterprise.Core.Notifications;

namespace Enterprise.Standalone.Background;

/// <summary>
/// Attempts deliveries when they are due: several at once, but few to the same host, so that a slow receiver delays no
/// other. When the host stops, attempts in progress are finished.
/// </summary>
internal sealed partial class DeliveryWorker(
    DeliveryService deliveries,
    DeliverySignal signal,
    TimeProvider time,
    ILogger<DeliveryWorker> logger) : BackgroundService
{
    private const int MostAtOnce = 32;
    private const int MostOfHost = 4;
    private const int PageSize = 2 * MostAtOnce;

    /// <summary>How many due deliveries are read past those that wait for a slow receiver.</summary>
    private const int MostLookedAt = 2_000;

    private readonly ConcurrentDictionary<string, (string Host, Task Attempt)> _underWay = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _abort = new();

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (cancellationToken.IsCancellationRequested)
            await _abort.CancelAsync();
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _abort.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var raised = signal.Raised;
                var next = await StartDue(stoppingToken);
                await Sleep.Until(next, raised, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
                await Sleep.AfterFailure(time, stoppingToken);
            }
        }

        await Task.WhenAll(_underWay.Values.Select(one => one.Attempt));
    }

    /// <summary>Starts due deliveries within the limits; the others are started when an attempt ends.</summary>
    /// <returns>When something is due next; null when that is not known to be soon.</returns>
    private async Task<DateTimeOffset?> StartDue(CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        Delivery? last = null;
        for (var lookedAt = 0; lookedAt < MostLookedAt; lookedAt += PageSize)
        {
            var page = await deliveries.Due(until: null, last, PageSize, stoppingToken);
            foreach (var item in page.Items)
            {
                last = item.Value;
                if (last.DueAt > now)
                    return last.DueAt;
                if (_underWay.Count >= MostAtOnce)
                    return null;
                if (HasRoom(last))
                    Start(last, stoppingToken);
            }

            if (!page.HasMore)
                return null;
        }

        return null;
    }

    private bool HasRoom(Delivery delivery) =>
        !_underWay.ContainsKey(delivery.Id) && _underWay.Values.Count(one => one.Host == delivery.Host) < MostOfHost;

    private void Start(Delivery delivery, CancellationToken stoppingToken)
    {
        // The attempt removes itself from the map, so that it must not begin before it was added.
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _underWay[delivery.Id] = (delivery.Host, Attempt(delivery.Id, begin.Task, stoppingToken));
        begin.SetResult();
    }

    private async Task Attempt(string id, Task begin, CancellationToken stoppingToken)
    {
        await begin;
        try
        {
            await deliveries.Attempt(id, _abort.Token);
        }
        catch (OperationCanceledException) when (_abort.IsCancellationRequested)
        {
            LogAborted(logger, id);
        }
        catch (Exception exception)
        {
            LogAttemptFailed(logger, exception, id);
            await Sleep.AfterFailure(time, stoppingToken);
        }
        finally
        {
            _underWay.TryRemove(id, out _);
            signal.Raise();
        }
    }

    [LoggerMessage(LogLevel.Error, "Looking for deliveries failed; they are looked for again.")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "The delivery {Id} could not be attempted; it is attempted again.")]
    private static partial void LogAttemptFailed(ILogger logger, Exception exception, string id);

    [LoggerMessage(
        LogLevel.Warning, "The host stopped while the delivery {Id} was sent; it is sent again in two minutes.")]
    private static partial void LogAborted(ILogger logger, string id);
}
