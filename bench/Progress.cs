using System.Diagnostics;
using Spectre.Console;

namespace Enterprise.Bench;

/// <summary>Tells people what is going on.</summary>
internal static class Progress
{
    /// <summary>Says what is being done, and how long it took.</summary>
    public static async Task<T> Told<T>(this IAnsiConsole console, string what, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await console.Status().StartAsync($"{what} ...", _ => work());
        console.MarkupLineInterpolated($"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s");
        return result;
    }
}
