namespace Enterprise.Bench.Drive;

/// <summary>Numbers that no earlier or concurrent drive has used: they begin at the current time.</summary>
internal sealed class UniqueNumbers
{
    private long _last = DateTime.UtcNow.Ticks;

    public long Next() => Interlocked.Increment(ref _last);
}
