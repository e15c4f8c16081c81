using System.Text;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace Enterprise.Core.Tests.Auditing;

public sealed class ChangeDispatcherTests : IDisposable
{
    private readonly CoreFixture _core = new();
    private readonly InstantTimeProvider _time = new();
    private readonly IReadOnlyList<Change> _changes = AuditTrailTests.SampleChanges(
        7, [.. Enumerable.Range(0, 3).Select(index => DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(index))]);

    [Fact]
    public async Task Changes_are_handed_over_in_one_batch_and_an_empty_batch_is_skipped()
    {
        var consumer = new Consumer(_ => null);

        await _core.Service<ChangeDispatcher>().Dispatch(consumer, _changes, CoreFixture.Stop);
        await _core.Service<ChangeDispatcher>().Dispatch(consumer, [], CoreFixture.Stop);

        Assert.Equal([_changes], consumer.Batches);
    }

    [Fact]
    public async Task Poisoned_change_is_parked_and_the_others_are_handled()
    {
        var consumer = new Consumer(change => change.Id == _changes[1].Id ? new FormatException("poison") : null);

        await Dispatch(consumer);

        Assert.Equal([_changes[0].Id, _changes[2].Id], consumer.Handled);
        Assert.Equal(5, consumer.Batches.Count(batch => batch.Count == 1 && batch[0].Id == _changes[1].Id));
        var letter = await ReadDeadLetter(_changes[1].Id);
        Assert.Equal(
            ("sample", "poison", _changes[1].Id),
            (letter!.Value.Consumer, letter.Value.Error, letter.Value.Change!.Id));
        Assert.Equal(_time.GetUtcNow(), letter.Value.ParkedAt);
        Assert.Equal(4, _time.Delays.Count);
        Assert.Null(await ReadDeadLetter(_changes[0].Id));
    }

    [Fact]
    public async Task Change_that_is_already_parked_does_not_block()
    {
        var consumer = new Consumer(_ => new FormatException("poison"));

        await Dispatch(consumer);
        await Dispatch(consumer);

        Assert.Empty(consumer.Handled);
        Assert.NotNull(await ReadDeadLetter(_changes[2].Id));
    }

    [Fact]
    public async Task Unreadable_change_is_parked_with_its_original_body_and_the_others_are_handled()
    {
        var batch = new ChangeBatch(_changes);
        batch.Add("broken", "{\"id\": 7}"u8);
        batch.Add("none", "null"u8);
        batch.AddUnreadable("foreign", json: null, "It is none of ours.");
        var consumer = new Consumer(_ => null);

        await Dispatcher(_core.Store).Dispatch(consumer, batch, CoreFixture.Stop);
        await Dispatcher(_core.Store).Dispatch(consumer, batch, CoreFixture.Stop);

        Assert.Equal(2, consumer.Batches.Count);
        Assert.Equal(_changes, consumer.Batches[0]);
        var broken = (await ReadDeadLetter("broken"))!.Value;
        Assert.Equal(
            ("sample", "broken", "{\"id\": 7}", null),
            (broken.Consumer, broken.ChangeId, broken.Json, broken.Change));
        Assert.Equal("null", (await ReadDeadLetter("none"))!.Value.Json);
        var foreign = (await ReadDeadLetter("foreign"))!.Value;
        Assert.Equal((null, "It is none of ours."), (foreign.Json, foreign.Error));
        Assert.Empty(_time.Delays);
    }

    [Fact]
    public async Task Body_and_id_of_an_unreadable_change_are_truncated()
    {
        var batch = new ChangeBatch();
        batch.Add(new string('\u4e00', 1000), Encoding.UTF8.GetBytes("\"" + new string('"', 2 * Commit.MostBytes)));

        await Dispatcher(_core.Store).Dispatch(new Consumer(_ => null), batch, CoreFixture.Stop);

        var letter = (await ReadDeadLetter(new string('\u4e00', 100)))!.Value;
        Assert.Equal(UnreadableChange.MostBytes, letter.Json!.Length);
    }

    [Fact]
    public async Task Change_too_large_for_a_dead_letter_is_parked_by_id_without_its_body()
    {
        var large = _changes[0] with { Reason = new string('x', Commit.MostBytes) };

        await Dispatcher(_core.Store).Dispatch(
            new Consumer(_ => new FormatException("poison")), [large], CoreFixture.Stop);

        var letter = (await ReadDeadLetter(large.Id))!.Value;
        Assert.Equal((large.Id, null, "poison"), (letter.ChangeId, letter.Change, letter.Error));
    }

    [Fact]
    public async Task Transient_failure_is_retried_with_backoff()
    {
        var failures = 3;
        var consumer = new Consumer(change =>
            change.Id == _changes[0].Id && failures-- > 0 ? new FormatException("passing") : null);

        await Dispatch(consumer);

        Assert.Equal(_changes.Select(change => change.Id), consumer.Handled);
        Assert.Null(await ReadDeadLetter(_changes[0].Id));

        // Fails once in the batch and twice alone; the delays are then 200 ms and 400 ms, each with 50 % jitter.
        Assert.Equal(2, _time.Delays.Count);
        Assert.InRange(_time.Delays[0], TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300));
        Assert.InRange(_time.Delays[1], TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task Unavailable_store_is_rethrown_and_nothing_is_parked()
    {
        var consumer = new Consumer(_ => new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Dispatch(consumer));

        Assert.Single(consumer.Batches);
        Assert.Null(await ReadDeadLetter(_changes[0].Id));
    }

    [Fact]
    public async Task Store_becoming_unavailable_between_single_changes_is_rethrown()
    {
        var consumer = new Consumer(change => change.Id == _changes[0].Id
            ? new FormatException("poison")
            : new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Dispatch(consumer));

        Assert.NotNull(await ReadDeadLetter(_changes[0].Id));
        Assert.Null(await ReadDeadLetter(_changes[1].Id));
    }

    [Fact]
    public async Task Failure_to_store_a_dead_letter_is_rethrown_as_unavailable()
    {
        var store = new Mock<IDocumentStore>();
        store.Setup(port => port.Commit(It.IsAny<Commit>(), It.IsAny<CancellationToken>()))
            .Throws(new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));
        var consumer = new Consumer(_ => new FormatException("poison"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            Dispatcher(store.Object).Dispatch(consumer, _changes, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Cancellation_parks_no_change()
    {
        using var stop = new CancellationTokenSource();
        var consumer = new Consumer(_ =>
        {
            stop.Cancel();
            return new OperationCanceledException(stop.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _core.Service<ChangeDispatcher>().Dispatch(consumer, _changes, stop.Token).AsTask());
        Assert.Null(await ReadDeadLetter(_changes[0].Id));
    }

    public void Dispose() => _core.Dispose();

    private async Task Dispatch(Consumer consumer) =>
        await Dispatcher(_core.Store).Dispatch(consumer, _changes, CoreFixture.Stop);

    private ChangeDispatcher Dispatcher(IDocumentStore store) =>
        new(store, _time, NullLogger<ChangeDispatcher>.Instance);

    private async Task<Document<DeadLetter>?> ReadDeadLetter(string changeId) =>
        await _core.Store.Get(DeadLetterDocuments.Type, DeadLetterDocuments.Key("sample", changeId), CoreFixture.Stop);

    private sealed class Consumer(Func<Change, Exception?> fail) : IChangeConsumer
    {
        internal List<IReadOnlyList<Change>> Batches { get; } = [];

        internal List<string> Handled { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            Batches.Add(changes);
            foreach (var change in changes)
            {
                if (fail(change) is { } exception)
                    throw exception;
            }

            Handled.AddRange(changes.Select(change => change.Id));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A clock on which every delay completes at once and is recorded.</summary>
    private sealed class InstantTimeProvider : FakeTimeProvider
    {
        internal List<TimeSpan> Delays { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Delays.Add(dueTime);
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
