using Enterprise.Core.Processes;
using Enterprise.Core.Storage;

namespace Enterprise.Standalone.Background;

/// <summary>
/// Advances timed processes by their due times in the store: it sleeps until the first is due, so that it holds no
/// state of its own, survives restarts, and catches up on what fell due while the host was down.
/// </summary>
internal sealed partial class ProcessClock(
    IEnumerable<ITimedProcess> processes,
    TimeProvider time,
    ILogger<ProcessClock> logger) : BackgroundService, IProcessDriver
{
    private const int MostAtOnce = 100;
    private const int MostAsked = 1000;

    private readonly Dictionary<string, ProcessSignal> _signals =
        processes.ToDictionary(process => process.Kind, process => new ProcessSignal(process), StringComparer.Ordinal);

    /// <inheritdoc/>
    public ValueTask Wake(ProcessKey key, CancellationToken cancellationToken)
    {
        if (_signals.TryGetValue(key.Kind, out var signal))
            signal.Raise();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_signals.Values.Select(signal =>
            Task.Run(() => Run(signal, stoppingToken), CancellationToken.None)));

    private async Task Run(ProcessSignal signal, CancellationToken stoppingToken)
    {
        // A process that could not be advanced is retried later and does not delay others.
        var failed = new Dictionary<ProcessKey, DateTimeOffset>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var raised = signal.Raised;

                // Every vote wakes the loop and rarely is anything due: the first process alone says how long to sleep.
                var first = await First(signal.Process, 1, failed, stoppingToken);
                if (Due(first, failed).Count > 0)
                    first = await First(signal.Process, MostAtOnce, failed, stoppingToken);
                foreach (var gone in failed.Keys.Except(first.Select(process => process.Key)).ToList())
                    failed.Remove(gone);
                var due = Due(first, failed);
                await Advance(signal.Process, due, failed, stoppingToken);
                if (due.Count == 0)
                    await Sleep.Until(Next(first, failed), raised, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception, signal.Process.Kind);
                await Sleep.AfterFailure(time, stoppingToken);
            }
        }
    }

    /// <summary>The processes that are due first, besides those that failed.</summary>
    private static ValueTask<IReadOnlyList<DueProcess>> First(
        ITimedProcess process,
        int count,
        Dictionary<ProcessKey, DateTimeOffset> failed,
        CancellationToken cancellationToken) =>
        process.First(Math.Min(count + failed.Count, MostAsked), cancellationToken);

    private List<DueProcess> Due(IReadOnlyList<DueProcess> first, Dictionary<ProcessKey, DateTimeOffset> failed)
    {
        var now = time.GetUtcNow();
        return [.. first.Where(process => process.DueAt <= now && !IsPaused(failed, process.Key, now))];
    }

    private async Task Advance(
        ITimedProcess process,
        List<DueProcess> due,
        Dictionary<ProcessKey, DateTimeOffset> failed,
        CancellationToken cancellationToken)
    {
        // Concurrent commits share the store's transactions.
        var failures = await Task.WhenAll(due.Select(async item =>
        {
            try
            {
                var next = await process.Advance(item.Key, cancellationToken);
                return next is { } at && at <= item.DueAt
                    ? new InvalidOperationException("It is due no later than before.")
                    : null;
            }
            catch (Exception exception)
                when (exception is not (OperationCanceledException or StoreUnavailableException))
            {
                return exception;
            }
        }));
        var now = time.GetUtcNow();
        foreach (var (item, failure) in due.Zip(failures))
        {
            if (failure is null)
            {
                failed.Remove(item.Key);
                continue;
            }

            LogNotAdvanced(logger, failure, item.Key.Kind, item.Key.ProjectId, item.Key.Id);
            failed[item.Key] = now + Sleep.Longest;
        }
    }

    private static bool IsPaused(Dictionary<ProcessKey, DateTimeOffset> failed, ProcessKey key, DateTimeOffset now) =>
        failed.TryGetValue(key, out var until) && until > now;

    /// <summary>When a process is due or retried next; null if there is none.</summary>
    private static DateTimeOffset? Next(
        IReadOnlyList<DueProcess> first, Dictionary<ProcessKey, DateTimeOffset> failed) =>
        first.Min(process =>
            failed.TryGetValue(process.Key, out var retriedAt) ? retriedAt : (DateTimeOffset?)process.DueAt);

    /// <summary>Wakes the loop of one kind of process.</summary>
    private sealed class ProcessSignal(ITimedProcess process) : AsyncSignal
    {
        internal ITimedProcess Process { get; } = process;
    }

    [LoggerMessage(LogLevel.Error, "The clock of {Kind} processes failed; it is started again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string kind);

    [LoggerMessage(
        LogLevel.Error,
        "The {Kind} process {Id} of project {ProjectId} could not be advanced; it is tried again in a minute.")]
    private static partial void LogNotAdvanced(
        ILogger logger, Exception exception, string kind, long projectId, long id);
}
