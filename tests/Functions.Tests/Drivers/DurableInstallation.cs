using Enterprise.Core.Processes;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Fake;
using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Tests.Feed;
using Enterprise.Functions.Schedules;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Functions.Workflows;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>
/// The Functions host: Cosmos DB, the triggers of its feed, an orchestration for each process, and the sweep.
/// </summary>
internal sealed class DurableInstallation : Installation
{
    private readonly Random _noise;
    private readonly List<(string Container, IReadOnlyList<FeedItem> Items)> _batches = [];
    private readonly List<IDisposable> _owned = [];
    private Worker _worker = null!;
    private DurableTasks _tasks = null!;
    private AllFeeds _triggers = null!;
    private ProcessSweep _sweep = null!;
    private IReadOnlyList<(string Container, FeedIterator<FeedItem> Iterator)> _feeds = [];

    private DurableInstallation(int noise) => _noise = new Random(noise);

    protected override IServiceProvider Services => _worker.Services;

    internal static async Task<DurableInstallation> Open(int noise)
    {
        var installation = new DurableInstallation(noise);
        await installation.Start();
        return installation;
    }

    /// <summary>Stops at each timer, and at each sweep that finds something.</summary>
    protected override async Task PassTime(DateTimeOffset until)
    {
        await Settle();
        while (await NextTime() is { } next && next <= until)
        {
            Time.SetUtcNow(next);
            if (_noise.Next(10) == 0)
                _tasks.TerminateOne();
            await _tasks.FireTimers();
            await Settle();
            if (IsSweep(next))
                await Sweep();
            await React();
        }

        Time.SetUtcNow(until);
    }

    protected override async Task FollowChanges()
    {
        foreach (var (container, iterator) in _feeds)
        {
            while (true)
            {
                var page = await iterator.ReadNextAsync(Worker.Stop);
                if (page.StatusCode == System.Net.HttpStatusCode.NotModified)
                    break;
                IReadOnlyList<FeedItem> items = [.. page];
                await Deliver(container, items);
                if (_noise.Next(3) == 0)
                    await Deliver(container, items);
                _batches.Add((container, items));
            }
        }

        // A departure makes the reviews of the person's projects due whenever it is handled,
        // so only the other changes are delivered again much later.
        var before = _batches.Where(batch => batch.Container == Container.Projects.Name).ToList();
        if (_noise.Next(3) == 0 && before.Count > 0)
        {
            var (container, items) = before[_noise.Next(before.Count)];
            await Deliver(container, items);
        }

        await Settle();
    }

    public override async ValueTask DisposeAsync()
    {
        _tasks.Dispose();
        foreach (var owned in _owned)
            owned.Dispose();
        await _worker.DisposeAsync();
    }

    private static bool IsSweep(DateTimeOffset time) =>
        time.Minute % 5 == 0 && time.Ticks % TimeSpan.TicksPerMinute == 0;

    private async Task Start()
    {
        _worker = await Worker.Open(
            services => services.AddSingleton<TimeProvider>(Time),
            ("Enterprise:Smtp:Host", "smtp.example.com"),
            ("Enterprise:Smtp:From", "Enterprise <enterprise@company.com>"));
        var processes = Services.GetServices<ITimedProcess>().ToList();
        _tasks = new DurableTasks(new ProcessWorkflow(processes), Time, _noise);
        _triggers = new AllFeeds(Services);
        _sweep = ActivatorUtilities.CreateInstance<ProcessSweep>(Services);
        var client = new CosmosClient(FakeCosmos.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            HttpClientFactory = _worker.Cosmos.CreateClient,
            UseSystemTextJsonSerializerWithOptions = new(),
        });
        _owned.Add(client);
        _feeds = [.. new[] { Container.Directory.Name, Container.Projects.Name }.Select(name => (
            name,
            client.GetContainer(CosmosConnection.Database, name)
                .GetChangeFeedIterator<FeedItem>(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion)))];
        _owned.AddRange(_feeds.Select(feed => feed.Iterator));
    }

    private Task Deliver(string container, IReadOnlyList<FeedItem> items) => container == Container.Projects.Name
        ? _triggers.OfProjects(items, _tasks.Client)
        : _triggers.OfDirectory(items, _tasks.Client);

    private Task Settle() => _tasks.Settle(mayLose: true);

    private async Task Sweep()
    {
        await _sweep.WakeLateProcesses(new TimerInfo(), _tasks.Client, Worker.Stop);
        await _tasks.Settle(mayLose: false);
    }

    /// <summary>The next timer, or the first sweep that finds a process late.</summary>
    private async Task<DateTimeOffset?> NextTime()
    {
        var now = Time.GetUtcNow();
        var late = await FirstDue() + TimeSpan.FromMinutes(2);
        DateTimeOffset? sweep = late is { } at ? SweepAfter(at > now ? at : now) : null;
        return _tasks.FirstTimer is { } timer && !(sweep < timer) ? timer : sweep;
    }

    private static DateTimeOffset SweepAfter(DateTimeOffset time)
    {
        var interval = TimeSpan.FromMinutes(5).Ticks;
        return new DateTimeOffset((time.Ticks + interval - 1) / interval * interval, TimeSpan.Zero);
    }
}
