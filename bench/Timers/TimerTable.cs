using Enterprise.Bench.Load;
using Spectre.Console;

namespace Enterprise.Bench.Timers;

/// <summary>The report as tables on the console.</summary>
internal static class TimerTable
{
    public static void Write(TimerReport report, IAnsiConsole console)
    {
        // Redirected to a file, the width is not a terminal's.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = ReportTable.Width;
        var environment = report.Environment;
        var machine = $"{environment.Cores} cores, {environment.Runtime}, {environment.FileSystem}";
        console.MarkupLineInterpolated($"[bold]{environment.Processes:N0} timed processes; {machine}[/]");
        console.Write(AtRest(report));
        console.Write(Work(report));
        console.Write(ReportTable.Targets(report.Targets));
        double?[] shares =
        [
            report.AtRest.OthersShare,
            report.AtRestOnSmallData.OthersShare,
            report.Latency.OthersShare,
            .. report.Contests.Select(contest => contest.OthersShare),
        ];
        if (shares.Any(IsNoisy))
            console.MarkupLine("[yellow]~ Other processes took more than 10 % of the machine meanwhile.[/]");
    }

    private static Table AtRest(TimerReport report)
    {
        var table = new Table().AddColumn("at rest");
        foreach (var column in (string[])["start to ready s", "each", "resident MB", "each"])
            table.AddColumn(column, settings => settings.RightAligned());
        foreach (var item in (RestResult[])[report.AtRest, report.AtRestOnSmallData])
        {
            table.AddRow(
                $"{Mark(item.OthersShare)}{item.Processes:N0} processes",
                $"{item.StartToReadySeconds:N2}",
                string.Join(' ', item.StartsToReadySeconds.Select(seconds => $"{seconds:N2}")),
                $"{item.ResidentMegabytes:N0}",
                string.Join(' ', item.ResidentMegabytesEach.Select(megabytes => $"{megabytes:N0}")));
        }

        return table;
    }

    private static Table Work(TimerReport report)
    {
        var table = new Table().AddColumn("at work");
        string[] columns =
            ["decisions/s", "answers/s", "p50 ms", "p99 ms", "max ms", "accepted", "409", "decided once"];
        foreach (var column in columns)
            table.AddColumn(column, settings => settings.RightAligned());
        var latency = report.Latency;
        table.AddRow(
            $"{Mark(latency.OthersShare)}{latency.Processes:N0} fall due, time until done",
            "",
            "",
            $"{latency.P50Milliseconds:N1}",
            $"{latency.P99Milliseconds:N1}",
            $"{latency.MaxMilliseconds:N1}",
            "",
            "",
            "");
        foreach (var item in report.Contests)
        {
            table.AddRow(
                $"{Mark(item.OthersShare)}{item.Voters} vote, {Markup.Escape(item.Name)}",
                $"{item.DecisionsPerSecond:N0}",
                $"{item.AnswersPerSecond:N0}",
                $"{item.P50Milliseconds:N1}",
                $"{item.P99Milliseconds:N1}",
                $"{item.MaxMilliseconds:N1}",
                $"{item.Taken:N0}",
                $"{item.Conflicts:N0}",
                $"{item.Approvals:N0}");
        }

        return table;
    }

    private static string Mark(double? othersShare) => IsNoisy(othersShare) ? "~" : "";

    private static bool IsNoisy(double? othersShare) => othersShare > ReportTable.NoisyShare;
}
