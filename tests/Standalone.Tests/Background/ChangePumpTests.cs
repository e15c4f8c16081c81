using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Enterprise.Standalone.Background;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Standalone.Tests.Background;

public sealed class ChangePumpTests
{
    private readonly StoreUnavailableException _locked = new("Locked.", TimeSpan.FromSeconds(1));
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Batch_that_failed_is_retried()
    {
        var feed = new Feed(3);
        var consumer = new Consumer("trail") { Failure = _locked };
        using var pump = Pump(feed, consumer);
        await pump.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("the batch has failed", () => consumer.Failures > 0);
        Assert.Equal(0, feed.PositionOf("trail"));

        consumer.Failure = null;
        await Waiting.Until("the batch is processed", () => Advanced(() => feed.PositionOf("trail") == 3));

        Assert.Equal(["1", "2", "3"], consumer.Handled);
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Feed_that_could_not_be_read_is_retried()
    {
        var feed = new Feed(3) { Failure = _locked };
        var consumer = new Consumer("trail");
        using var pump = Pump(feed, consumer);
        await pump.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("the feed has failed", () => feed.Failures > 0);

        feed.Failure = null;
        await Waiting.Until("the batch is processed", () => Advanced(() => feed.PositionOf("trail") == 3));

        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Failing_consumer_does_not_delay_another()
    {
        var feed = new Feed(3);
        var failing = new Consumer("failing") { Failure = _locked };
        var other = new Consumer("other");
        using var pump = Pump(feed, failing, other);
        await pump.StartAsync(TestContext.Current.CancellationToken);

        await Waiting.Until("the other has caught up", () => feed.PositionOf("other") == 3);
        await Waiting.Until("the one has failed again", () => Advanced(() => failing.Failures > 1));

        Assert.Equal(0, feed.PositionOf("failing"));
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task New_consumers_start_at_the_position_of_their_predecessor_which_is_retired()
    {
        var feed = new Feed(3);
        await feed.Acknowledge("former", 2, TestContext.Current.CancellationToken);
        var (first, second) = (new Consumer("first", "former"), new Consumer("second", "former"));
        using var pump = Pump(feed, first, second);
        await pump.StartAsync(TestContext.Current.CancellationToken);

        await Waiting.Until(
            "both have caught up", () => feed.PositionOf("first") == 3 && feed.PositionOf("second") == 3);

        Assert.Equal(["3"], first.Handled);
        Assert.Equal(["3"], second.Handled);
        Assert.Equal(0, feed.PositionOf("former"));
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task No_change_is_read_before_all_consumers_have_positions()
    {
        var feed = new Feed(3) { StartFailure = _locked };
        await feed.Acknowledge("former", 2, TestContext.Current.CancellationToken);
        var consumer = new Consumer("first", "former");
        using var pump = Pump(feed, consumer);
        await pump.StartAsync(TestContext.Current.CancellationToken);
        await Waiting.Until("the start has failed", () => feed.StartFailures > 0);
        Assert.Empty(consumer.Handled);

        feed.StartFailure = null;
        await Waiting.Until("it has caught up", () => Advanced(() => feed.PositionOf("first") == 3));

        Assert.Equal(["3"], consumer.Handled);
        await pump.StopAsync(TestContext.Current.CancellationToken);
    }

    private ChangePump Pump(Feed feed, params IEnumerable<IChangeConsumer> consumers) => new(
        feed,
        consumers,
        new ChangeDispatcher(Mock.Of<IDocumentStore>(), _time, NullLogger<ChangeDispatcher>.Instance),
        _time,
        NullLogger<ChangePump>.Instance);

    /// <summary>Advances the time, as it is not known when the pump begins its pause after a failure.</summary>
    private bool Advanced(Func<bool> isMet)
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return isMet();
    }

    private static Change ChangeAt(long position) => new()
    {
        Id = position.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Action = "project.updated",
        EntityType = "project",
        OccurredAt = DateTimeOffset.UnixEpoch,
    };

    /// <summary>A feed of a fixed number of changes.</summary>
    private sealed class Feed(int count) : IChangeFeed
    {
        private readonly ConcurrentDictionary<string, long> _positions = new();
        private int _failures;
        private int _startFailures;

        internal Exception? Failure { get; set; }

        internal int Failures => _failures;

        internal Exception? StartFailure { get; set; }

        internal int StartFailures => _startFailures;

        internal long PositionOf(string consumer) => _positions.GetValueOrDefault(consumer);

        public ValueTask<FeedPage> Read(string consumer, int limit, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                Interlocked.Increment(ref _failures);
                throw failure;
            }

            var position = (int)PositionOf(consumer);
            var positions = Enumerable.Range(position + 1, count - position).Take(limit);
            Change[] changes = [.. positions.Select(at => ChangeAt(at))];
            return ValueTask.FromResult(new FeedPage(new ChangeBatch(changes), position + changes.Length));
        }

        public ValueTask Acknowledge(string consumer, long position, CancellationToken cancellationToken)
        {
            _positions[consumer] = position;
            return ValueTask.CompletedTask;
        }

        public ValueTask StartFrom(string consumer, string predecessor, CancellationToken cancellationToken)
        {
            if (StartFailure is { } failure)
            {
                Interlocked.Increment(ref _startFailures);
                throw failure;
            }

            _positions.TryAdd(consumer, PositionOf(predecessor));
            return ValueTask.CompletedTask;
        }

        public ValueTask Retire(string consumer, CancellationToken cancellationToken)
        {
            _positions.TryRemove(consumer, out _);
            return ValueTask.CompletedTask;
        }

        public async ValueTask WaitForMore(long position, CancellationToken cancellationToken) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class Consumer(string name, string? predecessor = null) : IChangeConsumer
    {
        private readonly ConcurrentQueue<string> _handled = new();
        private int _failures;

        public string Name => name;

        public string? Predecessor => predecessor;

        internal Exception? Failure { get; set; }

        internal int Failures => _failures;

        internal IReadOnlyList<string> Handled => [.. _handled];

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                Interlocked.Increment(ref _failures);
                throw failure;
            }

            foreach (var change in changes)
                _handled.Enqueue(change.Id);
            return ValueTask.CompletedTask;
        }
    }
}
