using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;

namespace Enterprise.Standalone.Background;

/// <summary>Hands the changes of the feed to each consumer from its position, as long as the host runs.</summary>
internal sealed partial class ChangePump(
    IChangeFeed feed,
    IEnumerable<IChangeConsumer> consumers,
    ChangeDispatcher dispatcher,
    TimeProvider time,
    ILogger<ChangePump> logger) : BackgroundService
{
    private const int BatchSize = 500;

    /// <summary>A single change is processed at once, together with commits of the same moment.</summary>
    private static readonly TimeSpan _linger = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// Continuous changes are processed in batches: their consequences touch the same pages of the same indexes, which
    /// are then written once per batch.
    /// </summary>
    private static readonly TimeSpan _lingerWhileBusy = TimeSpan.FromMilliseconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A pump gives its consumer a position by reading.
        await GivePositions(stoppingToken);
        await Task.WhenAll(consumers.Select(consumer =>
            Task.Run(() => Pump(consumer, stoppingToken), CancellationToken.None)));
    }

    /// <summary>Starts consumers that are new where the ones were whose work they do.</summary>
    private async Task GivePositions(CancellationToken stoppingToken)
    {
        var successors = consumers.Where(consumer => consumer.Predecessor is not null).ToList();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var consumer in successors)
                    await feed.StartFrom(consumer.Name, consumer.Predecessor!, stoppingToken);
                foreach (var predecessor in successors.Select(consumer => consumer.Predecessor!).Distinct())
                    await feed.Retire(predecessor, stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogNotStarted(logger, exception);
                await Sleep.AfterFailure(time, stoppingToken);
            }
        }
    }

    private async Task Pump(IChangeConsumer consumer, CancellationToken stoppingToken)
    {
        var acknowledging = Task.CompletedTask;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var page = await feed.Read(consumer.Name, BatchSize, stoppingToken);
                if (page.Batch.Count == 0)
                {
                    await feed.WaitForMore(page.Position, stoppingToken);
                    await Task.Delay(_linger, stoppingToken);
                    continue;
                }

                await dispatcher.Dispatch(consumer, page.Batch, stoppingToken);

                // The position is written while the next batch is read.
                await acknowledging;
                acknowledging = feed.Acknowledge(consumer.Name, page.Position, stoppingToken).AsTask();

                if (page.Batch.Count < BatchSize)
                    await Task.Delay(_lingerWhileBusy, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception, consumer.Name);
                acknowledging = Task.CompletedTask;
                await Sleep.AfterFailure(time, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The consumers of the feed could not be started; it is tried again.")]
    private static partial void LogNotStarted(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Error, "The feed of {Consumer} failed; it is read again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string consumer);
}
