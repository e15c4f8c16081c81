using Enterprise.Core.Entities;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Identity;

public sealed class IdAllocatorTests : IDisposable
{
    private readonly CoreFixture _core = new();

    [Fact]
    public async Task Ids_are_consecutive_from_one_for_each_kind()
    {
        var ids = new IdAllocator(_core.Store, new IdAllocation(1));

        for (var expected = 1L; expected <= 5; expected++)
            Assert.Equal(expected, await ids.Next("project", CoreFixture.Stop));
        Assert.Equal(1, await ids.Next("team", CoreFixture.Stop));
        Assert.Equal(6, await new IdAllocator(_core.Store, new IdAllocation(1)).Next("project", CoreFixture.Stop));
    }

    [Fact]
    public async Task Concurrent_requests_get_distinct_ids_in_fewer_commits()
    {
        var store = new RecordingStore(_core.Store);
        var ids = new IdAllocator(store, new IdAllocation(1));

        var given = await Task.WhenAll(Enumerable.Range(0, 300)
            .Select(_ => Task.Run(() => ids.Next("project", CoreFixture.Stop).AsTask(), CoreFixture.Stop)));

        Assert.Equal(300, given.Distinct().Count());
        Assert.True(store.Commits.Count < 300, $"{store.Commits.Count} commits for 300 ids.");
    }

    [Fact]
    public async Task Waiting_requests_share_one_commit_without_gaps()
    {
        var store = new RecordingStore(_core.Store);
        using var held = new SemaphoreSlim(0, 1);
        using var reached = new SemaphoreSlim(0, 1);
        var isFirst = 1;
        var ids = new IdAllocator(
            new BlockingStore(store, reached, held, () => Interlocked.Exchange(ref isFirst, 0) == 1),
            new IdAllocation(1));

        var first = ids.Next("project", CoreFixture.Stop).AsTask();
        Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(30), CoreFixture.Stop));
        var others = Enumerable.Range(0, 40).Select(_ => ids.Next("project", CoreFixture.Stop).AsTask()).ToArray();
        held.Release();

        Assert.Equal(1, await first);
        Assert.Equal(Enumerable.Range(2, 40).Select(id => (long)id), (await Task.WhenAll(others)).Order());
        Assert.Equal(2, store.Commits.Count);
        Assert.Equal(42, await ids.Next("project", CoreFixture.Stop));
    }

    [Fact]
    public async Task Burst_reserves_ids_for_the_next_requests_too()
    {
        var store = new RecordingStore(_core.Store);
        using var held = new SemaphoreSlim(0, 1);
        using var reached = new SemaphoreSlim(0, 1);
        var isFirst = 1;
        var ids = new IdAllocator(
            new BlockingStore(store, reached, held, () => Interlocked.Exchange(ref isFirst, 0) == 1),
            new IdAllocation(1));
        var first = ids.Next("project", CoreFixture.Stop).AsTask();
        Assert.True(await reached.WaitAsync(TimeSpan.FromSeconds(30), CoreFixture.Stop));
        var others = Enumerable.Range(0, 4).Select(_ => ids.Next("project", CoreFixture.Stop).AsTask()).ToArray();
        held.Release();
        await Task.WhenAll([first, .. others]);

        for (var expected = 6L; expected <= 20; expected++)
            Assert.Equal(expected, await ids.Next("project", CoreFixture.Stop));

        Assert.Equal(2, store.Commits.Count);
    }

    [Fact]
    public async Task Several_processes_never_allocate_the_same_id()
    {
        var allocators = Enumerable.Range(0, 4)
            .Select(_ => new IdAllocator(_core.Store, new IdAllocation(1)))
            .ToArray();

        var given = await Task.WhenAll(Enumerable.Range(0, 200)
            .Select(
                i => Task.Run(() => allocators[i % 4].Next("project", CoreFixture.Stop).AsTask(), CoreFixture.Stop)));

        Assert.Equal(200, given.Distinct().Count());
    }

    [Fact]
    public async Task Block_takes_one_commit_and_a_restart_starts_a_new_block()
    {
        var store = new RecordingStore(_core.Store);
        var ids = new IdAllocator(store, new IdAllocation(100));

        for (var expected = 1L; expected <= 100; expected++)
            Assert.Equal(expected, await ids.Next("project", CoreFixture.Stop));
        Assert.Single(store.Commits);
        Assert.Equal(101, await ids.Next("project", CoreFixture.Stop));
        Assert.Equal(2, store.Commits.Count);
        Assert.Equal(201, await new IdAllocator(store, new IdAllocation(100)).Next("project", CoreFixture.Stop));
    }

    [Fact]
    public async Task Failed_commit_allocates_no_id_and_does_not_block_the_next()
    {
        var failures = 1;
        var store = new RecordingStore(_core.Store)
        {
            FailBeforeCommit = _ => failures-- > 0
                ? new StoreUnavailableException("busy", TimeSpan.FromSeconds(1))
                : null,
        };
        var ids = new IdAllocator(store, new IdAllocation(1));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => ids.Next("project", CoreFixture.Stop).AsTask());

        Assert.Equal(1, await ids.Next("project", CoreFixture.Stop));
    }

    public void Dispose() => _core.Dispose();

    /// <summary>Blocks the first commit until the test releases it.</summary>
    private sealed class BlockingStore(
        IDocumentStore store, SemaphoreSlim reached, SemaphoreSlim held, Func<bool> isHeld) : IDocumentStore
    {
        public ValueTask<Document<T>?> Get<T>(
            DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
            where T : class => store.Get(type, key, cancellationToken);

        public ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
            where T : class => store.Query(query, cancellationToken);

        public async ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken)
        {
            if (isHeld())
            {
                reached.Release();
                Assert.True(await held.WaitAsync(TimeSpan.FromSeconds(30), cancellationToken));
            }

            return await store.Commit(commit, cancellationToken);
        }
    }
}
