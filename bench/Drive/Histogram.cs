using System.Numerics;

namespace Enterprise.Bench.Drive;

/// <summary>
/// Durations, counted in buckets that are at most 1/128 of their value wide: a fixed size however long the run, and no
/// error worth a digit of the report.
/// </summary>
internal sealed class Histogram
{
    private const int Bits = 7;
    private const int Buckets = (64 - Bits) << Bits;

    private readonly long[] _counts = new long[Buckets];

    public long Count { get; private set; }

    public TimeSpan Max { get; private set; }

    public void Add(TimeSpan duration)
    {
        _counts[Bucket(duration.Ticks)]++;
        Count++;
        if (duration > Max)
            Max = duration;
    }

    public void Add(Histogram other)
    {
        for (var i = 0; i < Buckets; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
        if (other.Max > Max)
            Max = other.Max;
    }

    /// <summary>The duration that this share (0 to 1) of all durations doesn't exceed.</summary>
    public TimeSpan Quantile(double share)
    {
        var wanted = (long)Math.Ceiling(share * Count);
        var seen = 0L;
        for (var i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
                return TimeSpan.FromTicks(Math.Min(Largest(i), Max.Ticks));
        }

        return Max;
    }

    private static int Bucket(long ticks)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)ticks) - Bits);
        return (shift << Bits) + (int)(ticks >> shift);
    }

    private static long Largest(int bucket)
    {
        var shift = Math.Max(0, (bucket >> Bits) - 1);
        return ((bucket - ((long)shift << Bits) + 1) << shift) - 1;
    }
}
