using Enterprise.Core.Auditing;

namespace Enterprise.Standalone.Background;

/// <summary>Measures every minute how far the consumers of changes are behind.</summary>
internal sealed partial class FeedLagWatch(FeedLagGauge gauge, TimeProvider time, ILogger<FeedLagWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await gauge.Measure(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
            }

            await Task.Delay(_interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "How far the consumers of changes are behind could not be measured.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
