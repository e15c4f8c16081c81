using Enterprise.Core.Processes;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace Enterprise.Functions.Schedules;

/// <summary>Starts or wakes the orchestrations of late processes, which failed or were never started.</summary>
public sealed partial class ProcessSweep(
    IEnumerable<ITimedProcess> processes,
    DurableProcesses driver,
    TimeProvider time,
    ILogger<ProcessSweep> logger)
{
    private const int MostAtOnce = 1000;

    /// <summary>A timer may fire a little late without being lost.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    [Function(nameof(WakeLateProcesses))]
    public async Task WakeLateProcesses(
        [TimerTrigger("0 */5 * * * *")] TimerInfo timer,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(timer);
        ArgumentNullException.ThrowIfNull(client);
        driver.Attach(client);
        var late = time.GetUtcNow() - _patience;
        foreach (var process in processes)
        {
            var first = await process.First(MostAtOnce, cancellationToken);
            var woken = 0;
            foreach (var item in first.TakeWhile(item => item.DueAt <= late))
            {
                await driver.Wake(item.Key, cancellationToken);
                woken++;
            }

            if (woken > 0)
                LogWoken(logger, woken, process.Kind);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Count} {Kind} processes were late and are woken.")]
    private static partial void LogWoken(ILogger logger, int count, string kind);
}
