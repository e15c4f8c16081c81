using Enterprise.Core.Processes;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Enterprise.Functions.Workflows;

/// <summary>
/// Drives one approval, or the reviews of one project: it advances the process, then waits until it is due next or was
/// changed, and goes on in a new execution, so that its history stays as short as it began.
/// </summary>
/// <remarks>
/// The names end in a version: running instances replay the code they were started with, so a change of the steps is a
/// new version beside this one.
/// </remarks>
public sealed class ProcessWorkflow(IEnumerable<ITimedProcess> processes)
{
    public const string Orchestration = "Process_v1";
    public const string Step = "AdvanceProcess_v1";

    /// <summary>The event that tells of a change from outside.</summary>
    public const string Changed = "changed";

    /// <summary>A process that stays due is not asked again at once.</summary>
    private static readonly TimeSpan _shortestWait = TimeSpan.FromSeconds(1);

    /// <summary>What fails is the store, out of reach for a while.</summary>
    private static readonly TaskOptions _retried = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 10,
        firstRetryInterval: TimeSpan.FromSeconds(5),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromMinutes(5)));

    /// <summary>The instance that drives a process: the same for whoever starts it.</summary>
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

        // Waited for from the beginning: what changes while the process is advanced must not be missed.
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

    /// <summary>An orchestration may await nothing but its own tasks, so there is no waiting for the cancellation.</summary>
    private static void Stop(CancellationTokenSource waiting) => waiting.Cancel();

    /// <summary>Run twice, it comes to the same.</summary>
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
