using System.Globalization;

namespace Enterprise.Bench.Processes;

/// <summary>
/// How busy the whole machine was: what neither the server nor the driver used was somebody else's, and a measurement
/// taken beside a busy neighbour is worth less.
/// </summary>
internal static class ProcessorClock
{
    private const string File = "/proc/stat";
    private const int TicksPerSecond = 100;

    /// <summary>Processor time that all processes have used since the machine started; null where unknown.</summary>
    public static TimeSpan? Busy()
    {
        if (!System.IO.File.Exists(File))
            return null;

        // cpu user nice system idle iowait irq softirq steal: stolen time was a neighbour's too, on another machine.
        var fields = System.IO.File.ReadLines(File).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = ((int[])[1, 2, 3, 8]).Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
