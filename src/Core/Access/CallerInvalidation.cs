namespace Enterprise.Core.Access;

/// <summary>
/// Counts the changes of users, tokens and teams in this process, so that a cache of
/// callers knows that its entries may be outdated.
/// </summary>
internal sealed class CallerInvalidation
{
    private int _generation;

    /// <summary>Grows with every change.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>Says that a user, a token or a team has changed, which happens rarely.</summary>
    internal void Invalidate() => Interlocked.Increment(ref _generation);
}
