using Enterprise.Bench.Load;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core;
using Enterprise.Sqlite;
using Spectre.Console;

namespace Enterprise.Bench.Timers;

/// <summary>The measurement of processes in time, from the first build to the last number.</summary>
internal sealed class TimerRun(TimerSettings settings, IAnsiConsole console)
{
    private const int Starts = 3;
    private const int DueProcesses = 1000;
    private const int ContestedApprovals = 500;
    private static readonly TimeSpan TimeToSettle = TimeSpan.FromSeconds(30);

    /// <summary>From the writing of what falls due to the first that does: the host is started and has settled by then.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    /// <summary>Reminders of reviews are sent whatever the time of day is.</summary>
    private static readonly Dictionary<string, string?> NoQuiet = new()
    {
        ["Enterprise__Reviews__QuietFrom"] = "00:00",
        ["Enterprise__Reviews__QuietUntil"] = "00:00",
    };

    public async Task<TimerReport> Run(CancellationToken cancellationToken)
    {
        using var folder = RunFolder.Create(settings.Folder);
        var surroundings = TimerSurroundings.Of(settings);
        var published = settings.Host
            ?? await console.Told("Publishing the host", () => Servers.PublishHost(folder.Path, cancellationToken));
        var servers = new Servers(folder.Path, published);
        var (seeds, seeder) = (new SeedCache(settings.Folder), new ProcessSeeder(servers, console));
        var large = await seeds.CopyTo(folder.Path, "large", seeder.Of(settings.Count), cancellationToken);
        var small = await seeds.CopyTo(folder.Path, "small", seeder.Of(settings.Hundredth), cancellationToken);
        var (atRest, atRestOnSmall) = await console.Told(
            "Starting the hosts", () => Rest(servers, large, small, cancellationToken));

        var work = await Seed(large, cancellationToken);
        await using var host = await servers.StartHost("host", large.Folder, cancellationToken, settings: NoQuiet);
        using var changes = ChangeReader.Open(large.Folder);
        var latency = await console.Told(
            "Waiting for what falls due", () => work.Due.Watch(host, changes, cancellationToken));
        var contests = new List<ContestResult>();
        foreach (var contest in work.Contests)
        {
            await host.Settle(TimeToSettle, cancellationToken);
            contests.Add(await console.Told(
                "Voting", () => contest.Run(host, large.Content.ApproverTokens, changes, cancellationToken)));
        }

        var targets = TimerTargets.Judge(atRest, atRestOnSmall, latency);
        return new()
        {
            Environment = surroundings,
            AtRest = atRest,
            AtRestOnSmallData = atRestOnSmall,
            Latency = latency,
            Contests = contests,
            Targets = targets,
            Passed = targets.All(target => target.Passed),
        };
    }

    /// <summary>Starts the host on both data sets in turns.</summary>
    private static async Task<(RestResult Large, RestResult Small)> Rest(
        Servers servers,
        DataSet<ProcessContent> large,
        DataSet<ProcessContent> small,
        CancellationToken cancellationToken)
    {
        var (ofLarge, ofSmall) = (new List<Start>(), new List<Start>());
        for (var i = 0; i < Starts; i++)
        {
            ofLarge.Add(await StartOnce(servers, "host", large.Folder, cancellationToken));
            ofSmall.Add(await StartOnce(servers, "host-small", small.Folder, cancellationToken));
        }

        return (Of(large, ofLarge), Of(small, ofSmall));

        static RestResult Of(DataSet<ProcessContent> data, List<Start> starts) => new()
        {
            Processes = data.Content.Processes,
            StartToReadySeconds = Median.Of(starts.Select(start => start.Seconds)),
            StartsToReadySeconds = [.. starts.Select(start => start.Seconds)],
            ResidentMegabytes = Median.Of(starts.Select(start => start.Megabytes)),
            ResidentMegabytesEach = [.. starts.Select(start => start.Megabytes)],
            OthersShare = starts.Max(start => start.OthersShare),
        };
    }

    private static async Task<Start> StartOnce(
        Servers servers, string name, string data, CancellationToken cancellationToken)
    {
        var neighbours = new Neighbours();
        await using var host = await servers.StartHost(name, data, cancellationToken, settings: NoQuiet);
        var others = neighbours.Share(host);
        await host.Settle(TimeToSettle, cancellationToken);
        return new(host.StartToReady.TotalSeconds, host.ResidentBytes / 1e6, others);
    }

    /// <summary>Writes what is to be voted on and what is to fall due; it would be stale in a data set that is kept.</summary>
    private static async Task<(DueLatency Due, IReadOnlyList<Contest> Contests)> Seed(
        DataSet<ProcessContent> data, CancellationToken cancellationToken)
    {
        using var store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(data.Folder), CoreServices.DocumentTypes, TimeProvider.System);
        var sample = await WaitingProject.Read(store, data.Content.ContestedProject, cancellationToken);
        var shared = await Contest.Seed(store, sample, ContestedApprovals, isShared: true, cancellationToken);
        var own = await Contest.Seed(
            store, sample, ContestedApprovals * Contest.Quorum, isShared: false, cancellationToken);
        var due = await DueLatency.Seed(store, sample, DueProcesses, DateTimeOffset.UtcNow + Ahead, cancellationToken);
        return (due, [shared, own]);
    }

    private sealed record Start(double Seconds, double Megabytes, double? OthersShare);
}
