using Enterprise.Core;
using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Notifications;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Enterprise.Functions.Tests.Hosting;
using Enterprise.Sqlite;
using Enterprise.Standalone.Background;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterprise.Functions.Tests.Drivers;

/// <summary>The single process: SQLite, and the clock that sleeps until the first process is due.</summary>
internal sealed class EmbeddedInstallation : Installation
{
    private const string Reader = "script";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("enterprise-drivers-");
    private readonly SqliteDocumentStore _store;
    private readonly ServiceProvider _services;
    private readonly IReadOnlyList<Watched> _processes;
    private readonly Random _noise;
    private IReadOnlyList<Change> _before = [];
    private ProcessClock _clock;

    private EmbeddedInstallation(int noise)
    {
        _noise = new Random(noise);
        _store = SqliteDocumentStore.Open(
            new SqliteStoreOptions(_directory.FullName), CoreServices.DocumentTypes, Time);
        _services = new ServiceCollection()
            .AddSingleton<IDocumentStore>(_store)
            .AddSingleton(new IdAllocation(1))
            .AddSingleton<TimeProvider>(Time)
            .AddSingleton(new NotificationOptions { HasEmail = true })
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddSingleton(PublicUrl.Parse(null))
            .AddSingleton<IProcessDriver>(new CurrentClock(() => _clock!))
            .AddDeliverySignal()
            .AddEnterpriseCore()
            .BuildServiceProvider();
        _processes = [.. _services.GetServices<ITimedProcess>().Select(process => new Watched(process, Time))];
        _clock = Clock();
    }

    protected override IServiceProvider Services => _services;

    internal static async Task<EmbeddedInstallation> Open(int noise)
    {
        var installation = new EmbeddedInstallation(noise);
        await installation._clock.StartAsync(Worker.Stop);
        return installation;
    }

    /// <summary>Stops at each due time, and restarts the clock at random.</summary>
    protected override async Task PassTime(DateTimeOffset until)
    {
        await Idle();
        while (await FirstDue() is { } due && due <= until)
        {
            Time.SetUtcNow(due);
            if (_noise.Next(8) == 0)
                await Restart();
            await Idle();
            await React();
        }

        Time.SetUtcNow(until);
        await Idle();
    }

    protected override async Task FollowChanges()
    {
        while (true)
        {
            var page = await _store.Feed.Read(Reader, 1 + _noise.Next(20), Worker.Stop);
            if (page.Changes.Count == 0)
                break;
            if (_noise.Next(3) == 0)
                await Handle(_before);
            await Handle(page.Changes);
            if (_noise.Next(3) == 0)
                await Handle(page.Changes);
            _before = page.Changes;
            await _store.Feed.Acknowledge(Reader, page.Position, Worker.Stop);
        }

        await Idle();
    }

    public override async ValueTask DisposeAsync()
    {
        await _clock.StopAsync(CancellationToken.None);
        _clock.Dispose();
        await _services.DisposeAsync();
        _store.Dispose();
        _directory.Delete(recursive: true);
    }

    private ProcessClock Clock() => new(_processes, Time, NullLogger<ProcessClock>.Instance);

    private async Task Restart()
    {
        await _clock.StopAsync(Worker.Stop);
        _clock.Dispose();
        _clock = Clock();
        await _clock.StartAsync(Worker.Stop);
    }

    private async Task Handle(IReadOnlyList<Change> changes)
    {
        foreach (var consumer in _services.GetServices<IChangeConsumer>())
            await consumer.Handle(changes, Worker.Stop);
    }

    /// <summary>Wakes the clock, so that no fake minute has to pass, and waits until it finds nothing due.</summary>
    private async Task Idle()
    {
        foreach (var process in _processes)
        {
            var idle = process.NextIdle();
            await _clock.Wake(new ProcessKey(process.Kind, 1, 1), Worker.Stop);
            await idle.WaitAsync(TimeSpan.FromMinutes(1), Worker.Stop);
        }
    }

    /// <summary>The clock of the time, as one follows another at a restart.</summary>
    private sealed class CurrentClock(Func<ProcessClock> clock) : IProcessDriver
    {
        public ValueTask Wake(ProcessKey key, CancellationToken cancellationToken) =>
            clock().Wake(key, cancellationToken);
    }

    /// <summary>Signals when the clock has queried the process and found nothing due.</summary>
    private sealed class Watched(ITimedProcess process, TimeProvider time) : ITimedProcess
    {
        private TaskCompletionSource _idle = New();

        public string Kind => process.Kind;

        /// <summary>Completes at a query that starts from now on and finds nothing due.</summary>
        internal Task NextIdle()
        {
            var idle = New();
            Volatile.Write(ref _idle, idle);
            return idle.Task;
        }

        public ProcessKey? Affected(Change change) => process.Affected(change);

        public async ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken)
        {
            var idle = Volatile.Read(ref _idle);
            var first = await process.First(limit, cancellationToken);
            if (first.All(item => item.DueAt > time.GetUtcNow()))
                idle.TrySetResult();
            return first;
        }

        public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken) =>
            process.Advance(key, cancellationToken);

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
