using System.CommandLine;
using Enterprise.Bench.Load;
using Spectre.Console;

namespace Enterprise.Bench.Timers;

/// <summary><c>processes</c>: approvals and reviews in time.</summary>
internal static class ProcessesCommand
{
    private const int MostProcesses = 1_000_000;

    private static readonly Option<int> Count = CountOption.Create(
        "--count", "Pending approvals and reviews together.", MostProcesses, atLeast: 200);

    private static readonly Option<DirectoryInfo> Host = new("--host")
    {
        Description = "A published standalone host to measure; without it, this repository's is published.",
    };

    private static readonly Option<DirectoryInfo?> Folder = new("--folder")
    {
        Description = "Where the data lives, on the disk that is to be measured. By default artifacts/bench.",
    };

    private static readonly Option<FileInfo?> Json = new("--json")
    {
        Description = "Writes the report to this file too.",
    };

    private static readonly Option<bool> NoTargets = new("--no-targets")
    {
        Description = "Only measures: a missed target is shown, but is no failure.",
    };

    public static Command Create()
    {
        Host.AcceptExistingOnly();
        var command = new Command("processes", "Measures the standalone host with many approvals and reviews that wait.")
        {
            Count, Host, Folder, Json, NoTargets,
        };
        command.SetAction(Run);
        return command;
    }

    private static async Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        // Now, and not when everything has been measured.
        var file = arguments.GetValue(Json);
        file?.Directory?.Create();

        // What goes on is told on the error stream, so that the table can be kept by redirecting the output.
        var progress = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        var settings = new TimerSettings
        {
            Count = arguments.GetValue(Count),
            Folder = arguments.GetValue(Folder)?.FullName ?? Path.Combine(Repository.Root(), "artifacts", "bench"),
            Host = arguments.GetValue(Host)?.FullName,
        };
        var report = await new TimerRun(settings, progress).Run(cancellationToken);
        TimerTable.Write(report, AnsiConsole.Console);
        if (file is not null)
            BenchJson.Write(file.FullName, report, BenchJson.Default.TimerReport);
        return report.Passed || arguments.GetValue(NoTargets) ? 0 : 1;
    }
}
