namespace Enterprise.Core.Processes;

/// <summary>Wakes a loop of this process that sleeps until there is something to do.</summary>
public class Bell
{
    private TaskCompletionSource _rung = New();

    /// <summary>Done once it rings; taken before looking at the store, so that no ring in between is missed.</summary>
    public Task Rung => Volatile.Read(ref _rung).Task;

    /// <summary>Says that there may be something to do.</summary>
    public void Ring() => Interlocked.Exchange(ref _rung, New()).SetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
