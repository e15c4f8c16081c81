namespace Enterprise.Standalone.Background;

/// <summary>The pauses of loops that poll the store for due work.</summary>
internal static class Sleep
{
    /// <summary>Another host on the same store may add work of which this one is not notified.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Until something is due, a signal is raised, or the longest sleep is over.</summary>
    internal static async Task Until(
        DateTimeOffset? next, Task raised, TimeProvider time, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var until = next is { } dueAt && dueAt < now + Longest ? dueAt : now + Longest;
        if (until <= now)
            return;
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);

        // Timers count whole milliseconds; one that fires early would only be set again.
        var milliseconds = Math.Ceiling((until - now).TotalMilliseconds);
        var sleep = Task.Delay(TimeSpan.FromMilliseconds(milliseconds), time, awake.Token);
        await Task.WhenAny(sleep, raised);
        await awake.CancelAsync();
    }

    /// <summary>A short pause, so that what fails at once is not retried at once.</summary>
    internal static Task AfterFailure(TimeProvider time, CancellationToken stoppingToken) =>
        Task.WhenAny(Task.Delay(_pauseAfterFailure, time, stoppingToken));
}
