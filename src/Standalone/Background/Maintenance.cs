using Enterprise.Sqlite;

namespace Enterprise.Standalone.Background;

/// <summary>Once an hour, deletes expired documents and has SQLite update its statistics.</summary>
internal sealed partial class Maintenance(SqliteDocumentStore store, TimeProvider time, ILogger<Maintenance> logger)
    : BackgroundService
{
    private static readonly TimeSpan _interval = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                var purged = await store.Purge(stoppingToken);
                await store.Optimize(stoppingToken);
                LogPurged(logger, purged);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Deleted {Count} expired documents.")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(LogLevel.Error, "Maintenance failed; it is repeated in an hour.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
