using CsCheck;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>Whatever way changes are handed over, each is in its chain once, and the chain holds.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private readonly Registry _registry = new();
    private int _chain;

    private AuditTrailConsumer Trail => _registry.Service<AuditTrailConsumer>();

    [Fact]
    public async Task Changes_are_appended_in_their_order()
    {
        var changes = Some(7, Times(1, 250, "2026-03-01T00:00:00Z"));

        await Trail.Handle(changes, Registry.Stop);

        var entries = await _registry.Entries("project:7");
        Assert.Equal(changes.Select(change => change.Id), entries.Select(entry => entry.Id));
        Assert.Equal(Enumerable.Range(1, 250).Select(place => (long)place), entries.Select(entry => entry.Sequence));
        await Verify("project:7");
    }

    [Fact]
    public async Task Chains_grow_apart_from_each_other()
    {
        var one = Some(1, Times(1, 3, "2026-03-01T00:00:00Z"));
        var other = Some(10, Times(1, 2, "2026-03-01T00:00:00Z"));
        var organisation = Some(null, Times(1, 1, "2026-03-01T00:00:00Z"));

        await Trail.Handle([.. one, .. other, .. organisation], Registry.Stop);

        Assert.Equal(3, (await _registry.Entries("project:1")).Count);
        Assert.Equal(2, (await _registry.Entries("project:10")).Count);
        Assert.Single(await _registry.Entries("organisation"));
        var all = await _registry.Service<AuditVerifier>().Verify(chain: null, progress: null, Registry.Stop);
        Assert.Equal((true, 3L, 6L), (all.Valid, all.Chains, all.Entries));
    }

    /// <summary>Batches of any size, repeated and overlapping, over month changes, in their order.</summary>
    [Fact]
    public Task Redelivered_changes_are_appended_once() => Gen.Select(
        Gen.Int[0, 5].Array[1, 60],
        Gen.Select(Gen.Int[0, 59], Gen.Int[1, 30]).Array[0, 8],
        Gen.Int[1, 60]).SampleAsync(
        async (monthsLater, redelivered, batchSize) =>
        {
            var project = NextChain();
            var changes = Some(project, Months(monthsLater));
            foreach (var batch in changes.Chunk(batchSize))
                await Trail.Handle(batch, Registry.Stop);
            foreach (var (start, length) in redelivered)
                await Trail.Handle([.. changes.Skip(start).Take(length)], Registry.Stop);

            await AssertOnce(project, changes);
        },
        iter: 30,
        threads: 1);

    /// <summary>A consumer that is behind hands over a change of a month that is closed by now.</summary>
    [Fact]
    public Task Changes_in_any_order_of_their_times_are_appended_once() => Gen.Select(
        Gen.Int[0, 6].Array[1, 40].SelectMany(months => Gen.Shuffle(months)),
        Gen.Int[1, 10]).SampleAsync(
        async (months, batchSize) =>
        {
            var project = NextChain();
            var changes = Some(project, [.. months.Select((month, index) => At(month, index))]);
            foreach (var batch in changes.Chunk(batchSize))
            {
                await Trail.Handle(batch, Registry.Stop);
                await Trail.Handle(batch, Registry.Stop);
            }

            await AssertOnce(project, changes);
        },
        iter: 30,
        threads: 1);

    /// <summary>Several hosts pump the same chain for a while, each with what it was given.</summary>
    [Fact]
    public Task Concurrent_appenders_append_each_change_once() => Gen.Select(
        Gen.Int[0, 4].Array[4, 30],
        Gen.Int[2, 4],
        Gen.Int[1, 5]).SampleAsync(
        async (monthsLater, appenders, batchSize) =>
        {
            var project = NextChain();
            var changes = Some(project, Months(monthsLater));

            // Changes of a partition come in their order, so nobody hands over another one before the first is in.
            await Trail.Handle([changes[0]], Registry.Stop);
            await Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => Task.Run(async () =>
            {
                // Half of them go backwards, so that they meet in different months.
                var mine = appender % 2 == 0 ? changes : [.. changes.Reverse()];
                foreach (var batch in mine.Chunk(batchSize + appender))
                    await Retry(() => Trail.Handle(batch, Registry.Stop));
            }, Registry.Stop)));

            await AssertOnce(project, changes);
        },
        iter: 25,
        threads: 1);

    /// <summary>The case that a bare mark "closed" got wrong: both went on from the same end.</summary>
    [Fact]
    public async Task Two_appenders_that_go_on_from_a_closed_month_meet_in_one()
    {
        var first = Some(7, [At(0, 0)]);
        var soon = Some(7, [At(1, 0)]);
        var late = Some(7, [At(4, 0)]);
        await Trail.Handle(first, Registry.Stop);
        var paused = new PausedStore(_registry.Store);
        var behind = new AuditTrailConsumer(paused);

        // It has closed the first month, and waits before it opens the fifth.
        paused.PauseAtCreationIn(AuditDocuments.Partition("project:7", "2026-05"));
        var pending = behind.Handle(late, Registry.Stop).AsTask();
        await paused.Reached.WaitAsync(TimeSpan.FromSeconds(30), Registry.Stop);
        await Trail.Handle(soon, Registry.Stop);
        paused.Resume();
        await pending;

        await AssertOnce(7, [.. first, .. soon, .. late]);
    }

    /// <summary>In a month before its own it was not looked for when it came again.</summary>
    [Fact]
    public async Task A_change_does_not_go_to_an_earlier_month_that_is_named_but_not_begun()
    {
        var first = Some(7, [At(0, 0)]);
        var soon = Some(7, [At(1, 0)]);
        var late = Some(7, [At(4, 0)]);
        var later = Some(7, [At(4, 1)]);
        await Trail.Handle(first, Registry.Stop);
        var paused = new PausedStore(_registry.Store);

        // It has closed the first month, and waits before it opens the second.
        paused.PauseAtCreationIn(AuditDocuments.Partition("project:7", "2026-02"));
        var pending = new AuditTrailConsumer(paused).Handle(soon, Registry.Stop).AsTask();
        await paused.Reached.WaitAsync(TimeSpan.FromSeconds(30), Registry.Stop);
        await Trail.Handle(late, Registry.Stop);
        paused.Resume();
        await pending;
        await Trail.Handle(later, Registry.Stop);
        await Trail.Handle(late, Registry.Stop);

        await AssertOnce(7, [.. first, .. soon, .. late, .. later]);
    }

    [Fact]
    public async Task A_change_that_comes_late_goes_to_the_newest_month()
    {
        var early = Some(7, [At(0, 0)]);
        var late = Some(7, [At(0, 1)]);
        await Trail.Handle(early, Registry.Stop);
        await Trail.Handle(Some(7, [At(2, 0)]), Registry.Stop);

        await Trail.Handle(late, Registry.Stop);
        await Trail.Handle(late, Registry.Stop);

        var entry = Assert.Single(await _registry.Entries("project:7"), entry => entry.Id == late[0].Id);
        Assert.Equal(3, entry.Sequence);
        await Verify("project:7");
    }

    [Fact]
    public async Task A_commit_that_conflicts_every_time_is_given_up_as_unavailable()
    {
        var store = new Moq.Mock<IDocumentStore>();
        store.Setup(port => port.Query(Moq.It.IsAny<DocumentQuery<ChainHead>>(), Moq.It.IsAny<CancellationToken>()))
            .Returns(() => ValueTask.FromResult(new DocumentPage<ChainHead>([], Next: null)));
        store.Setup(port => port.Commit(Moq.It.IsAny<Commit>(), Moq.It.IsAny<CancellationToken>()))
            .Returns(() => ValueTask.FromResult(CommitResult.Conflicted(0, ConflictReason.Changed)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            new AuditTrailConsumer(store.Object).Handle(Some(7, [At(0, 0)]), Registry.Stop).AsTask());
    }

    public void Dispose() => _registry.Dispose();

    internal static IReadOnlyList<Change> Some(long? project, IReadOnlyList<DateTimeOffset> times) =>
    [
        .. times.Select((time, index) => new Change
        {
            Id = Guid.CreateVersion7(time).ToString(),
            Action = "sample.updated",
            EntityType = "sample",
            EntityId = index,
            ProjectId = project,
            OccurredAt = time,
            NewValues = Registry.Json($$"""{"index":{{index}}}"""),
        }),
    ];

    private static DateTimeOffset[] Times(int secondsApart, int count, string from) =>
        [.. Enumerable.Range(0, count).Select(index => DateTimeOffset.Parse(from, null).AddSeconds(secondsApart * index))];

    private static DateTimeOffset At(int month, int seconds) =>
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month).AddSeconds(seconds);

    /// <summary>Ascending times, each as many months after the one before as it says; most none.</summary>
    private static DateTimeOffset[] Months(int[] steps)
    {
        var month = 0;
        return [.. steps.Select((step, index) => At(month += Math.Max(0, step - 2), index))];
    }

    private static async Task Retry(Func<ValueTask> act)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await act();
                return;
            }
            catch (StoreUnavailableException) when (attempt < 20)
            {
                // Contended; a host hands the batch over again.
            }
        }
    }

    private long NextChain() => Interlocked.Increment(ref _chain) + 1000;

    private async Task AssertOnce(long project, IReadOnlyList<Change> changes)
    {
        var entries = await _registry.Entries($"project:{project}");
        Assert.Equal(changes.Select(change => change.Id).Order(), entries.Select(entry => entry.Id).Order());
        await Verify($"project:{project}");
    }

    private async Task Verify(string chain)
    {
        var found = await _registry.Service<AuditVerifier>().Verify(chain, progress: null, Registry.Stop);
        Assert.Empty(found.Breaks);
        Assert.True(found.Valid);
    }

    /// <summary>Holds one commit back until the test lets it go on.</summary>
    private sealed class PausedStore(IDocumentStore store) : IDocumentStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _partition;

        internal Task Reached => _reached.Task;

        internal void PauseAtCreationIn(string partition) => _partition = partition;

        internal void Resume() => _resumed.SetResult();

        public ValueTask<Document<T>?> Get<T>(DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
            where T : class => store.Get(type, key, cancellationToken);

        public ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
            where T : class => store.Query(query, cancellationToken);

        public async ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken)
        {
            if (commit.Partition == _partition && _reached.TrySetResult())
                await _resumed.Task.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return await store.Commit(commit, cancellationToken);
        }
    }
}
