using CsCheck;
using Enterprise.Core.Auditing;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Auditing;

/// <summary>However changes are delivered, each is in its chain exactly once and the chain is valid.</summary>
public sealed class AuditTrailTests : IDisposable
{
    private readonly CoreFixture _core = new();
    private int _chain;

    private AuditTrailConsumer Trail => _core.Service<AuditTrailConsumer>();

    [Fact]
    public async Task Changes_are_appended_in_order()
    {
        var changes = SampleChanges(7, Times(1, 250, "2026-03-01T00:00:00Z"));

        await Trail.Handle(changes, CoreFixture.Stop);

        var entries = await _core.Entries("project:7");
        Assert.Equal(changes.Select(change => change.Id), entries.Select(entry => entry.Id));
        Assert.Equal(Enumerable.Range(1, 250).Select(place => (long)place), entries.Select(entry => entry.Sequence));
        await Verify("project:7");
    }

    [Fact]
    public async Task Each_chain_grows_independently()
    {
        var one = SampleChanges(1, Times(1, 3, "2026-03-01T00:00:00Z"));
        var other = SampleChanges(10, Times(1, 2, "2026-03-01T00:00:00Z"));
        var organisation = SampleChanges(null, Times(1, 1, "2026-03-01T00:00:00Z"));

        await Trail.Handle([.. one, .. other, .. organisation], CoreFixture.Stop);

        Assert.Equal(3, (await _core.Entries("project:1")).Count);
        Assert.Equal(2, (await _core.Entries("project:10")).Count);
        Assert.Single(await _core.Entries("organisation"));
        var all = await _core.Service<AuditVerifier>().Verify(chain: null, progress: null, CoreFixture.Stop);
        Assert.Equal((true, 3L, 6L), (all.Valid, all.Chains, all.Entries));
    }

    /// <summary>Batches of any size, repeated and overlapping, across months, in order.</summary>
    [Fact]
    public Task Redelivered_changes_are_appended_once() => Gen.Select(
        Gen.Int[0, 5].Array[1, 60],
        Gen.Select(Gen.Int[0, 59], Gen.Int[1, 30]).Array[0, 8],
        Gen.Int[1, 60]).SampleAsync(
        async (monthsLater, redelivered, batchSize) =>
        {
            var project = NextChain();
            var changes = SampleChanges(project, Months(monthsLater));
            foreach (var batch in changes.Chunk(batchSize))
                await Trail.Handle(batch, CoreFixture.Stop);
            foreach (var (start, length) in redelivered)
                await Trail.Handle([.. changes.Skip(start).Take(length)], CoreFixture.Stop);

            await AssertAppendedOnce(project, changes);
        },
        iter: 30,
        threads: 1);

    /// <summary>A consumer that lags behind delivers a change of a month that is already closed.</summary>
    [Fact]
    public Task Changes_in_any_order_of_time_are_appended_once() => Gen.Select(
        Gen.Int[0, 6].Array[1, 40].SelectMany(months => Gen.Shuffle(months)),
        Gen.Int[1, 10]).SampleAsync(
        async (months, batchSize) =>
        {
            var project = NextChain();
            var changes = SampleChanges(project, [.. months.Select((month, index) => At(month, index))]);
            foreach (var batch in changes.Chunk(batchSize))
            {
                await Trail.Handle(batch, CoreFixture.Stop);
                await Trail.Handle(batch, CoreFixture.Stop);
            }

            await AssertAppendedOnce(project, changes);
        },
        iter: 30,
        threads: 1);

    /// <summary>Several hosts append to the same chain concurrently.</summary>
    [Fact]
    public Task Concurrent_appenders_append_each_change_once() => Gen.Select(
        Gen.Int[0, 4].Array[4, 30],
        Gen.Int[2, 4],
        Gen.Int[1, 5]).SampleAsync(
        async (monthsLater, appenders, batchSize) =>
        {
            var project = NextChain();
            var changes = SampleChanges(project, Months(monthsLater));

            // Changes of a partition are delivered in order, so the first is appended before any other is delivered.
            await Trail.Handle([changes[0]], CoreFixture.Stop);
            await Task.WhenAll(Enumerable.Range(0, appenders).Select(appender => Task.Run(async () =>
            {
                // Every other appender goes backwards, so that they append to different months.
                var mine = appender % 2 == 0 ? changes : [.. changes.Reverse()];
                foreach (var batch in mine.Chunk(batchSize + appender))
                    await Retry(() => Trail.Handle(batch, CoreFixture.Stop));
            }, CoreFixture.Stop)));

            await AssertAppendedOnce(project, changes);
        },
        iter: 25,
        threads: 1);

    /// <summary>With a mere "closed" flag on the month, both continued from the same last entry.</summary>
    [Fact]
    public async Task Concurrent_appenders_after_a_closed_month_continue_one_chain()
    {
        var first = SampleChanges(7, [At(0, 0)]);
        var soon = SampleChanges(7, [At(1, 0)]);
        var late = SampleChanges(7, [At(4, 0)]);
        await Trail.Handle(first, CoreFixture.Stop);
        var paused = new PausedStore(_core.Store);
        var behind = new AuditTrailConsumer(paused);

        // The appender that lags behind has closed the first month and is paused before it opens the fifth.
        paused.PauseAtCreationIn(AuditDocuments.Partition("project:7", "2026-05"));
        var pending = behind.Handle(late, CoreFixture.Stop).AsTask();
        await paused.Reached.WaitAsync(TimeSpan.FromSeconds(30), CoreFixture.Stop);
        await Trail.Handle(soon, CoreFixture.Stop);
        paused.Resume();
        await pending;

        await AssertAppendedOnce(7, [.. first, .. soon, .. late]);
    }

    /// <summary>In a month before its own, a redelivered change was not found and was appended twice.</summary>
    [Fact]
    public async Task Change_is_not_appended_to_an_earlier_month_that_is_named_but_empty()
    {
        var first = SampleChanges(7, [At(0, 0)]);
        var soon = SampleChanges(7, [At(1, 0)]);
        var late = SampleChanges(7, [At(4, 0)]);
        var later = SampleChanges(7, [At(4, 1)]);
        await Trail.Handle(first, CoreFixture.Stop);
        var paused = new PausedStore(_core.Store);

        // The other appender has closed the first month and is paused before it opens the second.
        paused.PauseAtCreationIn(AuditDocuments.Partition("project:7", "2026-02"));
        var pending = new AuditTrailConsumer(paused).Handle(soon, CoreFixture.Stop).AsTask();
        await paused.Reached.WaitAsync(TimeSpan.FromSeconds(30), CoreFixture.Stop);
        await Trail.Handle(late, CoreFixture.Stop);
        paused.Resume();
        await pending;
        await Trail.Handle(later, CoreFixture.Stop);
        await Trail.Handle(late, CoreFixture.Stop);

        await AssertAppendedOnce(7, [.. first, .. soon, .. late, .. later]);
    }

    [Fact]
    public async Task Late_change_is_appended_to_the_newest_month()
    {
        var early = SampleChanges(7, [At(0, 0)]);
        var late = SampleChanges(7, [At(0, 1)]);
        await Trail.Handle(early, CoreFixture.Stop);
        await Trail.Handle(SampleChanges(7, [At(2, 0)]), CoreFixture.Stop);

        await Trail.Handle(late, CoreFixture.Stop);
        await Trail.Handle(late, CoreFixture.Stop);

        var entry = Assert.Single(await _core.Entries("project:7"), entry => entry.Id == late[0].Id);
        Assert.Equal(3, entry.Sequence);
        await Verify("project:7");
    }

    [Fact]
    public async Task Append_that_always_conflicts_fails_as_unavailable()
    {
        var store = new Moq.Mock<IDocumentStore>();
        store.Setup(port => port.Query(Moq.It.IsAny<DocumentQuery<ChainHead>>(), Moq.It.IsAny<CancellationToken>()))
            .Returns(() => ValueTask.FromResult(new DocumentPage<ChainHead>([], Next: null)));
        store.Setup(port => port.Commit(Moq.It.IsAny<Commit>(), Moq.It.IsAny<CancellationToken>()))
            .Returns(() => ValueTask.FromResult(CommitResult.Conflicted(0, ConflictReason.Changed)));

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            new AuditTrailConsumer(store.Object).Handle(SampleChanges(7, [At(0, 0)]), CoreFixture.Stop).AsTask());
    }

    public void Dispose() => _core.Dispose();

    internal static IReadOnlyList<Change> SampleChanges(long? project, IReadOnlyList<DateTimeOffset> times) =>
    [
        .. times.Select((time, index) => new Change
        {
            Id = Guid.CreateVersion7(time).ToString(),
            Action = "sample.updated",
            EntityType = "sample",
            EntityId = index,
            ProjectId = project,
            OccurredAt = time,
            NewValues = CoreFixture.Json($$"""{"index":{{index}}}"""),
        }),
    ];

    private static DateTimeOffset[] Times(int secondsApart, int count, string from) =>
        [
            .. Enumerable.Range(0, count)
                .Select(index => DateTimeOffset.Parse(from, null).AddSeconds(secondsApart * index)),
        ];

    private static DateTimeOffset At(int month, int seconds) =>
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(month).AddSeconds(seconds);

    /// <summary>Ascending times, each as many months after the previous one as its step minus 2, at least 0.</summary>
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
                // Another appender won; a host delivers the batch again.
            }
        }
    }

    private long NextChain() => Interlocked.Increment(ref _chain) + 1000;

    private async Task AssertAppendedOnce(long project, IReadOnlyList<Change> changes)
    {
        var entries = await _core.Entries($"project:{project}");
        Assert.Equal(changes.Select(change => change.Id).Order(), entries.Select(entry => entry.Id).Order());
        await Verify($"project:{project}");
    }

    private async Task Verify(string chain)
    {
        var found = await _core.Service<AuditVerifier>().Verify(chain, progress: null, CoreFixture.Stop);
        Assert.Empty(found.Breaks);
        Assert.True(found.Valid);
    }

    /// <summary>Pauses one commit until the test resumes it.</summary>
    private sealed class PausedStore(IDocumentStore store) : IDocumentStore
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string? _partition;

        internal Task Reached => _reached.Task;

        internal void PauseAtCreationIn(string partition) => _partition = partition;

        internal void Resume() => _resumed.SetResult();

        public ValueTask<Document<T>?> Get<T>(
            DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
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
