using Enterprise.Bench.Load;
using Enterprise.Bench.Processes;
using Enterprise.Bench.Seeding;
using Enterprise.Core;
using Enterprise.Sqlite;
using Spectre.Console;

namespace Enterprise.Bench.Timers;

/// <summary>The whole measurement of timed processes, from publishing the host to the report.</summary>
internal sealed class TimerRun(TimerSettings settings, IAnsiConsole console)
{
    private const int Starts = 3;
    private const int DueProcesses = 1000;
    private const int ContestedApprovals = 500;
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(30);

    /// <summary>
    /// From the writing of the due processes to the first due time: the host has started and is idle then.
    /// </summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(15);

    /// <summary>Without quiet hours, so that reminders of reviews are sent at any time of day.</summary>
    private static readonly Dictionary<string, string?> NoQuiet = new()
    {
        ["Enterprise__Reviews__QuietFrom"] = "00:00",
        ["Enterprise__Reviews__QuietUntil"] = "00:00",
    };

    public async Task<TimerReport> Run(CancellationToken cancellationToken)
    {
        using var folder = RunFolder.Create(settings.Folder);
        var environment = TimerEnvironment.Of(settings);
        var published = settings.Host
            ?? await console.WithStatus(
                "Publishing the host", () => Servers.PublishHost(folder.Path, cancellationToken));
        var servers = new Servers(folder.Path, published);
        var (seeds, seeder) = (new SeedCache(settings.Folder), new ProcessSeeder(servers, console));
        var large = await seeds.CopyTo(folder.Path, "large", seeder.Of(settings.Count), cancellationToken);
        var small = await seeds.CopyTo(folder.Path, "small", seeder.Of(settings.Hundredth), cancellationToken);
        var (atRest, atRestOnSmall) = await console.WithStatus(
            "Starting the hosts", () => Rest(servers, large, small, cancellationToken));

        var work = await Seed(large, cancellationToken);
        await using var host = await servers.StartHost("host", large.Folder, cancellationToken, settings: NoQuiet);
        using var changes = ChangeReader.Open(large.Folder);
        var latency = await console.WithStatus(
            "Waiting for due processes", () => work.Due.Watch(host, changes, cancellationToken));
        var contests = new List<ContestResult>();
        foreach (var contest in work.Contests)
        {
            await host.WaitUntilIdle(IdleTimeout, cancellationToken);
            contests.Add(await console.WithStatus(
                "Voting", () => contest.Run(host, large.Content.ApproverTokens, changes, cancellationToken)));
        }

        var targets = TimerTargets.Evaluate(atRest, atRestOnSmall, latency);
        return new()
        {
            Environment = environment,
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
        var otherProcesses = new OtherProcesses();
        await using var host = await servers.StartHost(name, data, cancellationToken, settings: NoQuiet);
        var others = otherProcesses.Share(host);
        await host.WaitUntilIdle(IdleTimeout, cancellationToken);
        return new(host.StartToReady.TotalSeconds, host.ResidentBytes / 1e6, others);
    }

    /// <summary>
    /// Writes the approvals to vote on and the due processes, whose times would be over in a cached data set.
    /// </summary>
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
