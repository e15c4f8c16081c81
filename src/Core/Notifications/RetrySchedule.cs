namespace Enterprise.Core.Notifications;

/// <summary>When a delivery that failed is tried again.</summary>
internal static class RetrySchedule
{
    /// <summary>How long a delivery is tried, from its first attempt.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <summary>The longest that the other side can ask us to wait.</summary>
    internal static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(24);

    private const double Jitter = 0.25;
    private const int MostDoublings = 20;
    private static readonly TimeSpan _first = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan _longest = TimeSpan.FromHours(4);

    /// <summary>When to try again after a failure; null when it is given up.</summary>
    /// <param name="now">When it failed.</param>
    /// <param name="attempts">How many attempts have failed since it was planned or replayed.</param>
    /// <param name="giveUpAt">After when a failure is the last.</param>
    /// <param name="retryAfter">How long the other side asked to wait; it is honoured even past that.</param>
    /// <param name="random">0 to 1: keeps those who failed together from coming back together.</param>
    internal static DateTimeOffset? Next(
        DateTimeOffset now,
        int attempts,
        DateTimeOffset giveUpAt,
        TimeSpan? retryAfter,
        double random)
    {
        if (now >= giveUpAt)
            return null;
        var doubled = _first * Math.Pow(2, Math.Min(attempts - 1, MostDoublings));
        var pause = (doubled < _longest ? doubled : _longest) * (1 - Jitter + (2 * Jitter * random));
        var next = now + pause < giveUpAt ? now + pause : giveUpAt;
        var asked = retryAfter is { } wait ? now + (wait < LongestRetryAfter ? wait : LongestRetryAfter) : now;
        return asked > next ? asked : next;
    }
}
