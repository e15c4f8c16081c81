using Enterprise.Core.Processes;

namespace Enterprise.Sqlite.Writing;

/// <summary>Wakes the consumers that wait for changes of this process.</summary>
internal sealed class CommitSignal : AsyncSignal
{
    private long _latest;

    /// <summary>The position of the latest announced change.</summary>
    internal long Latest => Volatile.Read(ref _latest);

    /// <summary>A change is durable; called by the writer alone.</summary>
    internal void Announce(long position)
    {
        Volatile.Write(ref _latest, position);
        Raise();
    }
}
