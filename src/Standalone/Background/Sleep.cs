namespace Enterprise.Standalone.Background;

/// <summary>How loops that look at the store for what is due wait.</summary>
internal static class Sleep
{
    /// <summary>Another host on the same store may begin what this one is not told of.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(1);

    /// <summary>Until something is due, a bell has rung, or the longest sleep is over.</summary>
    internal static async Task Until(DateTimeOffset? next, Task rung, TimeProvider time, CancellationToken stoppingToken)
    {
        var now = time.GetUtcNow();
        var until = next is { } dueAt && dueAt < now + Longest ? dueAt : now + Longest;
        if (until <= now)
            return;
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);

        // Timers count whole milliseconds; one that rings early would only be set again.
        var sleep = Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling((until - now).TotalMilliseconds)), time, awake.Token);
        await Task.WhenAny(sleep, rung);
        await awake.CancelAsync();
    }

    /// <summary>For a moment, so that what fails at once is not repeated at once.</summary>
    internal static Task AfterFailure(TimeProvider time, CancellationToken stoppingToken) =>
        Task.WhenAny(Task.Delay(_pauseAfterFailure, time, stoppingToken));
}
