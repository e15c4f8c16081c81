namespace Enterprise.Core.Processes;

/// <summary>An async signal: it wakes a loop of this process that waits until there is something to do.</summary>
public class AsyncSignal
{
    private TaskCompletionSource _raised = New();

    /// <summary>
    /// Completes at the next signal; taken before the store is read, so that no signal in between is missed.
    /// </summary>
    public Task Raised => Volatile.Read(ref _raised).Task;

    /// <summary>Signals that there may be something to do.</summary>
    public void Raise() => Interlocked.Exchange(ref _raised, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
