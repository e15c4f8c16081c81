using System.Globalization;

namespace Enterprise.Bench.Processes;

/// <summary>
/// The processor time of the whole machine: what neither the server nor the driver used is other processes', and a
/// measurement beside busy ones is less reliable.
/// </summary>
internal static class ProcessorUsage
{
    private const string File = "/proc/stat";
    private const int TicksPerSecond = 100;

    /// <summary>Processor time that all processes have used since the machine started; null where unknown.</summary>
    public static TimeSpan? Busy()
    {
        if (!System.IO.File.Exists(File))
            return null;

        // cpu user nice system idle iowait irq softirq steal: stolen time is that of other virtual machines.
        var fields = System.IO.File.ReadLines(File).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var ticks = ((int[])[1, 2, 3, 8]).Sum(i => long.Parse(fields[i], CultureInfo.InvariantCulture));
        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }
}
