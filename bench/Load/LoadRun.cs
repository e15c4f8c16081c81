using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Spectre.Console;

namespace Enterprise.Bench.Load;

/// <summary>The comparison from the first build to the last number.</summary>
internal sealed class LoadRun(LoadSettings settings, IAnsiConsole console)
{
    private const int Starts = 3;
    private static readonly TimeSpan TimeToSettle = TimeSpan.FromSeconds(30);

    public async Task<LoadReport> Run(CancellationToken cancellationToken)
    {
        using var folder = RunFolder.Create(settings.Folder);
        var surroundings = Surroundings.Of(settings);
        if (surroundings.FileSystem is "tmpfs" or "ramfs")
            console.MarkupLine("[yellow]The folder is in memory, where a flush costs nothing: give --folder.[/]");

        var host = settings.Host
            ?? await console.Told("Publishing the host", () => Servers.PublishHost(folder.Path, cancellationToken));
        var servers = new Servers(folder.Path, host);
        var seeds = new SeedCache(settings.Folder);
        var seeder = new Seeder(servers, console);
        var large = await seeds.CopyTo(folder.Path, "large", seeder.Of(settings.Size), cancellationToken);
        var small = await seeds.CopyTo(folder.Path, "small", seeder.Of(settings.Size.Hundredth()), cancellationToken);

        var starts = await console.Told("Starting the host", () => StartsToReady(servers, large, cancellationToken));
        await using var floor = await servers.StartFloor(
            folder.Sub("floor"), settings.Size.Projects, cancellationToken);
        await using var onLarge = await servers.StartHost("host", large.Folder, cancellationToken);
        await using var onSmall = await servers.StartHost("host-small", small.Folder, cancellationToken);
        starts.Add(onLarge.StartToReady);
        await onLarge.Settle(TimeToSettle, cancellationToken);
        var residentAfterStart = onLarge.ResidentBytes;

        Plausibility.Check(onLarge, large.Content);
        Plausibility.Check(onSmall, small.Content);
        var legs = Legs(floor, onLarge, large.Content, onSmall, small.Content);
        var rounds = new Rounds(settings, new Drives(folder.Path));
        var trail = new AuditLag(onLarge, large.Content);
        var measurements = new List<Measurement>();

        // What is read first has the size that it is said to have: the creations multiply it.
        foreach (var phase in legs.GroupBy(leg => LoadScenarios.Writes(leg.Scenario)).OrderBy(phase => phase.Key))
            measurements.AddRange(await rounds.Run(console, [.. phase], trail, cancellationToken));

        await onLarge.Settle(TimeToSettle, cancellationToken);
        var atRest = new AtRest
        {
            StartToReadySeconds = Median.Of(starts.Select(start => start.TotalSeconds)),
            StartsToReadySeconds = [.. starts.Select(start => start.TotalSeconds)],
            ResidentMegabytes = Megabytes(residentAfterStart),
            ResidentMegabytesAfterLoad = Megabytes(onLarge.ResidentBytes),
            AuditLagSeconds = trail.Longest.TotalSeconds,
        };
        var targets = Targets.Judge(measurements, atRest);
        return new()
        {
            Environment = surroundings,
            Measurements = measurements,
            AtRest = atRest,
            Targets = targets,
            Passed = targets.All(target => target.Passed),
        };
    }

    /// <summary>What is compared comes one after the other: the machine is then the same for both.</summary>
    private List<Leg> Legs(
        ServerProcess floor, ServerProcess onLarge, SeedContent large, ServerProcess onSmall, SeedContent small)
    {
        var ofFloor = LoadScenarios.OfFloor(large).ToDictionary(scenario => scenario.Name);
        var ofSmall = LoadScenarios.OfHost(small).ToDictionary(scenario => scenario.Name);
        var legs = new List<Leg>();
        foreach (var scenario in LoadScenarios.OfHost(large))
        {
            var clients = scenario.Name == LoadScenarios.CreateByFew ? LoadScenarios.Few : settings.Connections;
            if (ofFloor.TryGetValue(scenario.Name, out var counterpart))
                legs.Add(new(Subject.Floor, floor, counterpart, clients));
            legs.Add(new(Subject.Host, onLarge, scenario, clients));
            if (!LoadScenarios.Writes(scenario))
            {
                legs.Add(new(Subject.HostOnSmallData, onSmall, ofSmall[scenario.Name], clients)
                {
                    OnlyWarmsUp = scenario.Name is not (LoadScenarios.GetOne or LoadScenarios.AuditPage),
                });
            }
        }

        return legs;
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
