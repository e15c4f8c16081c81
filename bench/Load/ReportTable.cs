using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>The report as tables on the console.</summary>
internal static class ReportTable
{
    public const int Width = 120;
    public const double NoisyShare = 0.10;

    public static void Write(LoadReport report, IAnsiConsole console)
    {
        // Redirected to a file, the width is not a terminal's.
        if (!console.Profile.Out.IsTerminal)
            console.Profile.Width = Width;
        console.MarkupLineInterpolated($"[bold]{Heading(report.Environment)}[/]");
        console.Write(Measurements(report));
        console.Write(Targets(report.Targets));
        console.MarkupLineInterpolated($"{AtRest(report.AtRest)}");
        var noisy = report.Measurements.Count(item => item.OthersShare > NoisyShare);
        if (noisy > 0)
        {
            var all = report.Measurements.Count;
            console.MarkupLineInterpolated(
                $"[yellow]~ Other processes took more than 10 % of the machine in {noisy} of {all} measurements.[/]");
        }
    }

    private static string Heading(RunEnvironment environment) =>
        $"{environment.Projects:N0} projects, {environment.AuditEntries:N0} audit entries; "
        + $"{environment.Connections} connections, {environment.Rounds} x {environment.SecondsEach:N0} s; "
        + $"{environment.Cores} cores, {environment.Runtime}, {environment.FileSystem}";

    private static string AtRest(AtRest atRest) =>
        $"Starts: {string.Join(", ", atRest.StartsToReadySeconds.Select(seconds => $"{seconds:N2} s"))}. "
        + $"The audit trail was complete at most {atRest.AuditLagSeconds:N2} s after the last create. "
        + $"After the load {atRest.ResidentMegabytesAfterLoad:N0} MB stayed resident.";

    private static Table Measurements(LoadReport report)
    {
        var table = new Table().AddColumn("scenario").AddColumn("server");
        foreach (var column in (string[])["requests/s", "p50 ms", "p99 ms", "max ms", "body bytes", "server CPU µs"])
            table.AddColumn(column, settings => settings.RightAligned());
        foreach (var item in report.Measurements)
        {
            table.AddRow(
                Markup.Escape(item.Scenario),
                item.Subject switch
                {
                    Subject.Floor => "floor",
                    Subject.Host => "host",
                    _ => "host, 1/100",
                },
                $"{(item.OthersShare > NoisyShare ? "~" : "")}{item.RequestsPerSecond:N0}",
                $"{item.P50Milliseconds:N2}",
                $"{item.P99Milliseconds:N2}",
                $"{item.MaxMilliseconds:N1}",
                $"{item.BodyBytes:N0}",
                $"{item.ServerProcessorMicroseconds:N0}");
        }

        return table;
    }

    public static Table Targets(IReadOnlyList<Target> targets)
    {
        var table = new Table().AddColumn("target").AddColumn("rule");
        foreach (var column in (string[])["measured", "required", "ratio"])
            table.AddColumn(column, settings => settings.RightAligned());
        table.AddColumn("");
        foreach (var target in targets)
        {
            var digits = target.Required < 10 ? "N2" : "N0";
            table.AddRow(
                Markup.Escape(target.Name),
                Markup.Escape(target.Rule),
                $"{target.Actual.ToString(digits, null)} {target.Unit}",
                $"{target.Required.ToString(digits, null)} {target.Unit}",
                $"{target.Ratio:P0}",
                target.Passed ? "[green]pass[/]" : "[red]miss[/]");
        }

        return table;
    }
}
