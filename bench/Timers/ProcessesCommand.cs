using System.CommandLine;

namespace Enterprise.Bench.Timers;

/// <summary><c>processes</c>: pending approvals and scheduled reviews.</summary>
internal static class ProcessesCommand
{
    private const int MostProcesses = 1_000_000;

    private static readonly Option<int> Count = CountOption.Create(
        "--count", "Pending approvals and reviews together.", MostProcesses, atLeast: 200);

    public static Command Create()
    {
        var command = new Command(
            "processes", "Measures the standalone host with many pending approvals and scheduled reviews.")
        {
            Count,
        };
        RunOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult arguments, CancellationToken cancellationToken)
    {
        var settings = new TimerSettings
        {
            Count = arguments.GetValue(Count),
            Folder = RunOptions.FolderOf(arguments),
            Host = RunOptions.HostOf(arguments),
        };
        return RunOptions.Report(
            arguments,
            progress => new TimerRun(settings, progress).Run(cancellationToken),
            TimerTable.Write,
            BenchJson.Default.TimerReport,
            report => report.Passed);
    }
}
