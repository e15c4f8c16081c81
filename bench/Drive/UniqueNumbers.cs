namespace Enterprise.Bench.Drive;

/// <summary>Numbers that no drive before or beside this one has used: they begin at the clock.</summary>
internal sealed class UniqueNumbers
{
    private long _last = DateTime.UtcNow.Ticks;

    public long Next() => Interlocked.Increment(ref _last);
}
