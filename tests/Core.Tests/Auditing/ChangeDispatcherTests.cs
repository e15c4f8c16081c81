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
    private readonly Registry _registry = new();
    private readonly PassingTime _time = new();
    private readonly IReadOnlyList<Change> _changes = AuditTrailTests.Some(
        7, [.. Enumerable.Range(0, 3).Select(index => DateTimeOffset.UnixEpoch.AddDays(1).AddSeconds(index))]);

    [Fact]
    public async Task Changes_are_handed_over_together()
    {
        var consumer = new Consumer(_ => null);

        await _registry.Service<ChangeDispatcher>().Dispatch(consumer, _changes, Registry.Stop);
        await _registry.Service<ChangeDispatcher>().Dispatch(consumer, [], Registry.Stop);

        Assert.Equal([_changes], consumer.Batches);
    }

    [Fact]
    public async Task A_poisoned_change_is_parked_and_the_others_go_on()
    {
        var consumer = new Consumer(change => change.Id == _changes[1].Id ? new FormatException("poison") : null);

        await Dispatch(consumer);

        Assert.Equal([_changes[0].Id, _changes[2].Id], consumer.Taken);
        Assert.Equal(5, consumer.Batches.Count(batch => batch.Count == 1 && batch[0].Id == _changes[1].Id));
        var letter = await Letter(_changes[1].Id);
        Assert.Equal(("sample", "poison", _changes[1].Id), (letter!.Value.Consumer, letter.Value.Error, letter.Value.Change!.Id));
        Assert.Equal(_time.GetUtcNow(), letter.Value.ParkedAt);
        Assert.Equal(4, _time.Pauses.Count);
        Assert.Null(await Letter(_changes[0].Id));
    }

    [Fact]
    public async Task A_change_that_is_parked_already_does_not_block()
    {
        var consumer = new Consumer(_ => new FormatException("poison"));

        await Dispatch(consumer);
        await Dispatch(consumer);

        Assert.Empty(consumer.Taken);
        Assert.NotNull(await Letter(_changes[2].Id));
    }

    [Fact]
    public async Task A_change_that_can_not_be_read_is_parked_as_it_was_found_before_the_others_are_handed_over()
    {
        var batch = new ChangeBatch(_changes);
        batch.Add("broken", "{\"id\": 7}"u8);
        batch.Add("none", "null"u8);
        batch.AddUnreadable("foreign", json: null, "It is none of ours.");
        var consumer = new Consumer(_ => null);

        await Dispatcher(_registry.Store).Dispatch(consumer, batch, Registry.Stop);
        await Dispatcher(_registry.Store).Dispatch(consumer, batch, Registry.Stop);

        Assert.Equal(2, consumer.Batches.Count);
        Assert.Equal(_changes, consumer.Batches[0]);
        var broken = (await Letter("broken"))!.Value;
        Assert.Equal(("sample", "broken", "{\"id\": 7}", null), (broken.Consumer, broken.ChangeId, broken.Json, broken.Change));
        Assert.Equal("null", (await Letter("none"))!.Value.Json);
        var foreign = (await Letter("foreign"))!.Value;
        Assert.Equal((null, "It is none of ours."), (foreign.Json, foreign.Error));
        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task What_is_kept_of_a_body_and_of_an_id_is_bounded()
    {
        var batch = new ChangeBatch();
        batch.Add(new string('\u4e00', 1000), Encoding.UTF8.GetBytes("\"" + new string('"', 2 * Commit.MostBytes)));

        await Dispatcher(_registry.Store).Dispatch(new Consumer(_ => null), batch, Registry.Stop);

        var letter = (await Letter(new string('\u4e00', 100)))!.Value;
        Assert.Equal(UnreadableChange.MostBytes, letter.Json!.Length);
    }

    [Fact]
    public async Task A_change_that_is_too_large_for_a_letter_is_named_in_it()
    {
        var large = _changes[0] with { Reason = new string('x', Commit.MostBytes) };

        await Dispatcher(_registry.Store).Dispatch(
            new Consumer(_ => new FormatException("poison")), [large], Registry.Stop);

        var letter = (await Letter(large.Id))!.Value;
        Assert.Equal((large.Id, null, "poison"), (letter.ChangeId, letter.Change, letter.Error));
    }

    [Fact]
    public async Task A_failure_that_passes_is_repeated_with_growing_pauses()
    {
        var failures = 3;
        var consumer = new Consumer(change =>
            change.Id == _changes[0].Id && failures-- > 0 ? new FormatException("passing") : null);

        await Dispatch(consumer);

        Assert.Equal(_changes.Select(change => change.Id), consumer.Taken);
        Assert.Null(await Letter(_changes[0].Id));

        // Once with the others and twice alone; then pauses of 200 ms and 400 ms, give or take a half.
        Assert.Equal(2, _time.Pauses.Count);
        Assert.InRange(_time.Pauses[0], TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(300));
        Assert.InRange(_time.Pauses[1], TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task A_store_that_is_unavailable_is_passed_on_and_nothing_is_parked()
    {
        var consumer = new Consumer(_ => new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Dispatch(consumer));

        Assert.Single(consumer.Batches);
        Assert.Null(await Letter(_changes[0].Id));
    }

    [Fact]
    public async Task A_store_that_becomes_unavailable_while_changes_go_one_by_one_is_passed_on()
    {
        var consumer = new Consumer(change => change.Id == _changes[0].Id
            ? new FormatException("poison")
            : new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Dispatch(consumer));

        Assert.NotNull(await Letter(_changes[0].Id));
        Assert.Null(await Letter(_changes[1].Id));
    }

    [Fact]
    public async Task A_letter_that_cannot_be_kept_is_no_letter_lost()
    {
        var store = new Mock<IDocumentStore>();
        store.Setup(port => port.Commit(It.IsAny<Commit>(), It.IsAny<CancellationToken>()))
            .Throws(new StoreUnavailableException("busy", TimeSpan.FromSeconds(1)));
        var consumer = new Consumer(_ => new FormatException("poison"));

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            Dispatcher(store.Object).Dispatch(consumer, _changes, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Stopping_is_no_fault_of_the_changes()
    {
        using var stop = new CancellationTokenSource();
        var consumer = new Consumer(_ =>
        {
            stop.Cancel();
            return new OperationCanceledException(stop.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _registry.Service<ChangeDispatcher>().Dispatch(consumer, _changes, stop.Token).AsTask());
        Assert.Null(await Letter(_changes[0].Id));
    }

    public void Dispose() => _registry.Dispose();

    private async Task Dispatch(Consumer consumer) =>
        await Dispatcher(_registry.Store).Dispatch(consumer, _changes, Registry.Stop);

    private ChangeDispatcher Dispatcher(IDocumentStore store) =>
        new(store, _time, NullLogger<ChangeDispatcher>.Instance);

    private async Task<Document<DeadLetter>?> Letter(string changeId) =>
        await _registry.Store.Get(DeadLetterDocuments.Type, DeadLetterDocuments.Key("sample", changeId), Registry.Stop);

    private sealed class Consumer(Func<Change, Exception?> fail) : IChangeConsumer
    {
        internal List<IReadOnlyList<Change>> Batches { get; } = [];

        internal List<string> Taken { get; } = [];

        public string Name => "sample";

        public ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
        {
            Batches.Add(changes);
            foreach (var change in changes)
            {
                if (fail(change) is { } exception)
                    throw exception;
            }

            Taken.AddRange(changes.Select(change => change.Id));
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>A clock on which every pause passes at once, and is noted.</summary>
    private sealed class PassingTime : FakeTimeProvider
    {
        internal List<TimeSpan> Pauses { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Advance(dueTime);
            return timer;
        }
    }
}
