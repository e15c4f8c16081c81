namespace Enterprise.Sqlite.Writing;

/// <summary>Wakes whoever waits for changes of this process.</summary>
internal sealed class CommitSignal
{
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _latest;

    /// <summary>The position of the latest announced change.</summary>
    internal long Latest => Volatile.Read(ref _latest);

    /// <summary>Completes with the next announcement.</summary>
    internal Task Next => Volatile.Read(ref _next).Task;

    /// <summary>A change is durable; called by the writer alone.</summary>
    internal void Announce(long position)
    {
        Volatile.Write(ref _latest, position);
        Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }
}
