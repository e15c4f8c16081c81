using System.CommandLine;

namespace Enterprise.Bench.Load;

/// <summary><c>load</c>: the comparison with the floor.</summary>
internal static class LoadCommand
{
    private const int MostProjects = 100_000;
    private const int MostEntries = 1_000_000;

    private static readonly Option<int> Connections =
        CountOption.Create("--connections", "The number of concurrent clients.", 64);

    private static readonly Option<int> Seconds =
        CountOption.Create("--seconds", "Seconds that each scenario is measured in a round.", 4);

    private static readonly Option<int> WarmUp =
        CountOption.Create("--warm-up", "Seconds that each scenario runs unmeasured, once.", 10);

    private static readonly Option<int> Rounds =
        CountOption.Create("--rounds", "How many times everything is measured.", 5);

    private static readonly Option<int?> Projects =
        CountOption.CreateOptional("--projects", "Projects in the large data set.");

    private static readonly Option<int?> Entries =
        CountOption.CreateOptional("--entries", "Audit entries in the large data set.");

    private static readonly Option<double> Scale = new("--scale")
    {
        Description = "Shrinks both data sets, for a trial: 0.01 is a hundredth.",
        DefaultValueFactory = _ => 1,
    };

    public static Command Create()
    {
        Scale.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not (> 0 and <= 1))
                result.AddError("--scale must be above 0 and at most 1.");
        });
        var command = new Command("load", "Compares the standalone host with the floor and with its targets.")
        {
            Connections, Seconds, WarmUp, Rounds, Projects, Entries, Scale,
        };
        RunOptions.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private static Task<int> Run(ParseResult arguments, CancellationToken cancellationToken) => RunOptions.Report(
        arguments,
        progress => new LoadRun(Settings(arguments), progress).Run(cancellationToken),
        ReportTable.Write,
        BenchJson.Default.LoadReport,
        report => report.Passed);

    private static LoadSettings Settings(ParseResult arguments)
    {
        var scale = arguments.GetValue(Scale);
        return new()
        {
            Connections = arguments.GetValue(Connections),
            Duration = TimeSpan.FromSeconds(arguments.GetValue(Seconds)),
            WarmUp = TimeSpan.FromSeconds(arguments.GetValue(WarmUp)),
            Rounds = arguments.GetValue(Rounds),
            Size = new(
                arguments.GetValue(Projects) ?? (int)Math.Ceiling(MostProjects * scale),
                arguments.GetValue(Entries) ?? (int)Math.Ceiling(MostEntries * scale)),
            Folder = RunOptions.FolderOf(arguments),
            Host = RunOptions.HostOf(arguments),
        };
    }
}
