using System.Diagnostics;
using Spectre.Console;

namespace Enterprise.Bench;

/// <summary>Progress on the console.</summary>
internal static class Progress
{
    /// <summary>Shows what is being done, and then how long it took.</summary>
    public static async Task<T> WithStatus<T>(this IAnsiConsole console, string what, Func<Task<T>> work)
    {
        var started = Stopwatch.GetTimestamp();
        var result = await console.Status().StartAsync($"{what} ...", _ => work());
        console.MarkupLineInterpolated($"{what}: {Stopwatch.GetElapsedTime(started).TotalSeconds:N1} s");
        return result;
    }
}
