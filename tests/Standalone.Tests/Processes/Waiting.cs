using System.Diagnostics;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>Waits for conditions by polling.</summary>
internal static class Waiting
{
    /// <summary>Far more than any condition takes, even on a busy machine.</summary>
    internal static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(20);

    internal static Task Until(string condition, Func<bool> isMet) => Until(condition, () => Task.FromResult(isMet()));

    internal static async Task Until(string condition, Func<Task<bool>> isMet)
    {
        var watch = Stopwatch.StartNew();
        while (!await isMet())
        {
            Assert.True(watch.Elapsed < Bound, $"Timed out after {Bound.TotalSeconds} s: {condition}.");
            await Task.Delay(_interval, TestContext.Current.CancellationToken);
        }
    }
}
