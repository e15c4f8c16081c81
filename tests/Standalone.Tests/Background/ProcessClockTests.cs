using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.Processes;
using Enterprise.Core.Storage;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Standalone.Tests.Background;

public sealed class ProcessClockTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Process_that_fell_due_while_the_host_was_down_is_advanced_at_its_start()
    {
        var now = _time.GetUtcNow();
        var processes = new Processes(_time) { [1] = now.AddDays(-3), [2] = now.AddDays(1) };
        using var clock = Clock(processes);

        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it is advanced", () => processes.Advanced.Count > 0);
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal([1], processes.Advanced);
    }

    [Fact]
    public async Task Process_is_advanced_when_due_and_not_before()
    {
        var start = _time.GetUtcNow();
        var processes = new Processes(_time) { [1] = start.AddSeconds(20), [2] = start.AddSeconds(10) };
        using var clock = Clock(processes);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it sleeps", () => processes.Asked > 0);
        Assert.Empty(processes.Advanced);

        await Waiting.Until("the first is advanced", () => Advanced(processes, 1));
        await Waiting.Until("the second is advanced", () => Advanced(processes, 2));
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal([2, 1], processes.Advanced);
        Assert.True(processes.AdvancedAt[2] >= start.AddSeconds(10));
        Assert.True(processes.AdvancedAt[1] >= start.AddSeconds(20));
    }

    [Fact]
    public async Task New_process_due_before_the_next_one_wakes_the_clock()
    {
        var processes = new Processes(_time) { [1] = _time.GetUtcNow().AddSeconds(50) };
        using var clock = Clock(processes);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it sleeps", () => processes.Asked > 0);

        processes[2] = _time.GetUtcNow();
        await clock.Wake(new ProcessKey(Processes.Name, 7, 2), TestContext.Current.CancellationToken);
        await Waiting.Until("it is advanced", () => processes.Advanced.Count > 0);
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal([2], processes.Advanced);
    }

    [Fact]
    public async Task Wake_while_nothing_is_due_reads_one_process()
    {
        var processes = new Processes(_time) { [1] = _time.GetUtcNow().AddDays(1), [2] = _time.GetUtcNow().AddDays(2) };
        using var clock = Clock(processes);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it sleeps", () => processes.Asked > 0);

        await clock.Wake(new ProcessKey(Processes.Name, 7, 2), TestContext.Current.CancellationToken);
        await Waiting.Until("it has looked", () => processes.Asked > 1);
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, processes.MostAsked);
    }

    [Fact]
    public async Task Processes_due_together_are_read_together()
    {
        var processes = new Processes(_time);
        for (var id = 1; id <= 50; id++)
            processes[id] = _time.GetUtcNow();
        using var clock = Clock(processes);

        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("they are advanced", () => processes.Advanced.Count == 50);
        await Waiting.Until("it sleeps", () => processes.Asked == 3);
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(processes.MostAsked >= 50);
    }

    [Fact]
    public async Task Failing_process_is_retried_after_a_minute_and_delays_no_other()
    {
        var start = _time.GetUtcNow();
        var processes = new Processes(_time) { [1] = start.AddDays(-2), [2] = start.AddDays(-1) };
        processes.Failing[1] = new InvalidOperationException("Broken.");
        using var clock = Clock(processes);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("the other is advanced", () => processes.Advanced.Contains(2));
        await Waiting.Until("it is paused", () => processes.Asked > 2);
        var before = processes.Failures;

        processes.Failing.Clear();
        await Waiting.Until("it is tried again", () => Advanced(processes, 2));
        await clock.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, before);
        Assert.True(processes.AdvancedAt[1] >= start.AddMinutes(1));
    }

    [Fact]
    public async Task Unavailable_store_is_retried()
    {
        var processes = new Processes(_time) { [1] = _time.GetUtcNow() };
        processes.Failing[1] = new StoreUnavailableException("Locked.", TimeSpan.FromSeconds(1));
        using var clock = Clock(processes);
        await clock.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("it has failed", () => processes.Failures > 0);

        processes.Failing.Clear();
        await Waiting.Until("it is advanced", () => Advanced(processes, 1));
        await clock.StopAsync(TestContext.Current.CancellationToken);
    }

    private ProcessClock Clock(Processes processes) => new([processes], _time, NullLogger<ProcessClock>.Instance);

    /// <summary>Advances the time, as it is not known when the clock sets its timers.</summary>
    private bool Advanced(Processes processes, int count)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return processes.Advanced.Count >= count;
    }

    /// <summary>Processes that are each due once.</summary>
    private sealed class Processes(TimeProvider time) : ITimedProcess
    {
        internal const string Name = "sample";

        private readonly ConcurrentDictionary<long, DateTimeOffset> _due = new();
        private readonly ConcurrentQueue<long> _advanced = new();
        private int _asked;
        private int _failures;

        public string Kind => Name;

        internal ConcurrentDictionary<long, Exception> Failing { get; } = new();

        internal ConcurrentDictionary<long, DateTimeOffset> AdvancedAt { get; } = new();

        internal IReadOnlyList<long> Advanced => [.. _advanced];

        internal int Asked => Volatile.Read(ref _asked);

        /// <summary>The most that were asked for at once.</summary>
        internal int MostAsked { get; private set; }

        internal int Failures => Volatile.Read(ref _failures);

        internal DateTimeOffset this[long id]
        {
            set => _due[id] = value;
        }

        public ProcessKey? Affected(Change change) => null;

        public ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken)
        {
            MostAsked = Math.Max(MostAsked, limit);
            Interlocked.Increment(ref _asked);
            return ValueTask.FromResult<IReadOnlyList<DueProcess>>(
            [
                .. _due.Select(item => new DueProcess(new ProcessKey(Name, 7, item.Key), item.Value))
                    .OrderBy(item => item.DueAt)
                    .Take(limit),
            ]);
        }

        public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken)
        {
            if (Failing.TryGetValue(key.Id, out var failure))
            {
                Interlocked.Increment(ref _failures);
                throw failure;
            }

            _due.TryRemove(key.Id, out _);
            AdvancedAt[key.Id] = time.GetUtcNow();
            _advanced.Enqueue(key.Id);
            return ValueTask.FromResult<DateTimeOffset?>(null);
        }
    }
}
