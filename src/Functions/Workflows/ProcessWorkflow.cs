using Enterprise.Core.Processes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Enterprise.Functions.Workflows;

/// <summary>
/// Drives one approval, or the reviews of one project: advances the process, waits until its next due time or a change,
/// and continues as new, so that its history stays short.
/// </summary>
/// <remarks>
/// The names end in a version: running instances replay the code they were started with, so a change of the steps needs
/// a new version beside this one.
/// </remarks>
public sealed class ProcessWorkflow(IEnumerable<ITimedProcess> processes)
{
    public const string Orchestration = "Process_v1";
    public const string Step = "AdvanceProcess_v1";

    /// <summary>The external event raised when the process was changed.</summary>
    public const string Changed = "changed";

    /// <summary>A process that stays due is not advanced again at once.</summary>
    private static readonly TimeSpan _shortestWait = TimeSpan.FromSeconds(1);

    /// <summary>Retries while the store is unavailable.</summary>
    private static readonly TaskOptions _retried = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 10,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>The id of the instance that drives a process; the same for every caller.</summary>
    public static string InstanceOf(ProcessKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return FormattableString.Invariant($"{key.Kind}-{key.ProjectId}-{key.Id}");
    }

    [Function(Orchestration)]
    public static async Task Run([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var key = context.GetInput<ProcessKey>() ?? throw new ArgumentException("Which process?", nameof(context));

        // Subscribed before the process is advanced, so that a change in the meantime is not missed.
        using var waiting = new CancellationTokenSource();
        var changed = context.WaitForExternalEvent<bool>(Changed, waiting.Token);
        if (await context.CallActivityAsync<DateTimeOffset?>(Step, key, _retried) is not { } due)
            return;

        var soonest = context.CurrentUtcDateTime + _shortestWait;
        var timer = context.CreateTimer(due.UtcDateTime > soonest ? due.UtcDateTime : soonest, waiting.Token);
        await Task.WhenAny(timer, changed);
        Stop(waiting);
        context.ContinueAsNew(key);
    }

    /// <summary>Synchronous, because an orchestration may await only its own tasks.</summary>
    private static void Stop(CancellationTokenSource waiting) => waiting.Cancel();

    /// <summary>Idempotent.</summary>
    [Function(Step)]
    public async Task<DateTimeOffset?> Advance([ActivityTrigger] ProcessKey key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var process = processes.FirstOrDefault(process => process.Kind == key.Kind);
        return process is null
            ? throw new ArgumentException($"There are no {key.Kind} processes.", nameof(key))
            : await process.Advance(key, cancellationToken);
    }
}
