using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>The whole comparison, from publishing the host to the report.</summary>
internal sealed class LoadRun(LoadSettings settings, IAnsiConsole console)
{
    private const int Starts = 3;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    public async Task<LoadReport> Run(CancellationToken cancellationToken)
    {
        using var folder = RunFolder.Create(settings.Folder);
        var environment = RunEnvironment.Of(settings);
        if (environment.FileSystem is "tmpfs" or "ramfs")
            console.MarkupLine("[yellow]The folder is in memory, where a flush takes no time: give --folder.[/]");

        var host = settings.Host
            ?? await console.WithStatus(
                "Publishing the host", () => Servers.PublishHost(folder.Path, cancellationToken));
        var servers = new Servers(folder.Path, host);
        var seeds = new SeedCache(settings.Folder);
        var seeder = new Seeder(servers, console);
        var large = await seeds.CopyTo(folder.Path, "large", seeder.Of(settings.Size), cancellationToken);
        var small = await seeds.CopyTo(folder.Path, "small", seeder.Of(settings.Size.Hundredth()), cancellationToken);

        var starts = await console.WithStatus(
            "Starting the host", () => StartsToReady(servers, large, cancellationToken));
        await using var floor = await servers.StartFloor(
            folder.Sub("floor"), settings.Size.Projects, cancellationToken);
        await using var onLarge = await servers.StartHost("host", large.Folder, cancellationToken);
        await using var onSmall = await servers.StartHost("host-small", small.Folder, cancellationToken);
        starts.Add(onLarge.StartToReady);
        await onLarge.WaitUntilIdle(IdleTimeout, cancellationToken);
        var residentAfterStart = onLarge.ResidentBytes;

        ResponseCheck.Check(onLarge, large.Content);
        ResponseCheck.Check(onSmall, small.Content);
        var runs = Runs(floor, onLarge, large.Content, onSmall, small.Content);
        var rounds = new Rounds(settings, new DriverProcess(folder.Path));
        var auditLag = new AuditLag(onLarge, large.Content);
        var measurements = new List<Measurement>();

        // Reads are measured first, on data of the reported size, which the creates multiply.
        foreach (var phase in runs.GroupBy(run => LoadScenarios.Writes(run.Scenario)).OrderBy(phase => phase.Key))
            measurements.AddRange(await rounds.Run(console, [.. phase], auditLag, cancellationToken));

        await onLarge.WaitUntilIdle(IdleTimeout, cancellationToken);
        var atRest = new AtRest
        {
            StartToReadySeconds = Median.Of(starts.Select(start => start.TotalSeconds)),
            StartsToReadySeconds = [.. starts.Select(start => start.TotalSeconds)],
            ResidentMegabytes = Megabytes(residentAfterStart),
            ResidentMegabytesAfterLoad = Megabytes(onLarge.ResidentBytes),
            AuditLagSeconds = auditLag.Longest.TotalSeconds,
        };
        var targets = Targets.Evaluate(measurements, atRest);
        return new()
        {
            Environment = environment,
            Measurements = measurements,
            AtRest = atRest,
            Targets = targets,
            Passed = targets.All(target => target.Passed),
        };
    }

    /// <summary>What is compared runs one after the other, so that the machine is the same for both.</summary>
    private List<ScenarioRun> Runs(
        ServerProcess floor, ServerProcess onLarge, SeedContent large, ServerProcess onSmall, SeedContent small)
    {
        var ofFloor = LoadScenarios.OfFloor(large).ToDictionary(scenario => scenario.Name);
        var ofSmall = LoadScenarios.OfHost(small).ToDictionary(scenario => scenario.Name);
        var runs = new List<ScenarioRun>();
        foreach (var scenario in LoadScenarios.OfHost(large))
        {
            var clients = scenario.Name == LoadScenarios.CreateByFew ? LoadScenarios.Few : settings.Connections;
            if (ofFloor.TryGetValue(scenario.Name, out var counterpart))
                runs.Add(new(Subject.Floor, floor, counterpart, clients));
            runs.Add(new(Subject.Host, onLarge, scenario, clients));
            if (!LoadScenarios.Writes(scenario))
            {
                runs.Add(new(Subject.HostOnSmallData, onSmall, ofSmall[scenario.Name], clients)
                {
                    OnlyWarmsUp = scenario.Name is not (LoadScenarios.GetOne or LoadScenarios.AuditPage),
                });
            }
        }

        return runs;
    }

    private static async Task<List<TimeSpan>> StartsToReady(
        Servers servers, DataSet<SeedContent> data, CancellationToken cancellationToken)
    {
        var starts = new List<TimeSpan>();
        for (var i = 1; i < Starts; i++)
        {
            await using var host = await servers.StartHost("host", data.Folder, cancellationToken);
            starts.Add(host.StartToReady);
        }

        return starts;
    }

    private static double Megabytes(long bytes) => bytes / 1e6;
}
