using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Stores.Tests;

/// <summary>The change feed on SQLite, and what purging leaves for its consumers.</summary>
public sealed class SqliteChangeFeedTests : IDisposable
{
    private readonly SqliteDirectory _directory = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SqliteDocumentStore _store;

    public SqliteChangeFeedTests() => _store = _directory.Open(_time);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Read_returns_changes_of_both_containers_in_commit_order()
    {
        await Commit("c", Changes.OfProjects);
        await Commit("a", Changes.OfDirectory);
        await Commit("b", Changes.OfProjects);

        var page = await _store.Feed.Read("audit", 10, Stop);

        Assert.Equal(["c", "a", "b"], page.Changes.Select(change => change.Id));
    }

    [Fact]
    public async Task Read_during_concurrent_commits_returns_each_change_once()
    {
        const int Count = 400;
        var commits = Enumerable.Range(0, Count)
            .Select(i => Task.Run(() => Commit($"{i}", Changes.OfProjects), Stop))
            .ToList();
        var seen = new List<string>();
        while (seen.Count < Count)
        {
            var page = await _store.Feed.Read("audit", 7, Stop);
            seen.AddRange(page.Changes.Select(change => change.Id));
            await _store.Feed.Acknowledge("audit", page.Position, Stop);
            if (page.Changes.Count == 0)
                await _store.Feed.WaitForMore(page.Position, Stop);
        }

        await Task.WhenAll(commits);
        Assert.Equal(Count, seen.Distinct().Count());
        Assert.Empty((await _store.Feed.Read("audit", 10, Stop)).Changes);
    }

    [Fact]
    public async Task Read_without_acknowledgement_returns_earlier_and_later_changes()
    {
        await Commit("a", Changes.OfProjects);
        await _store.Feed.Read("audit", 10, Stop);
        await Commit("b", Changes.OfProjects);

        Assert.Equal(["a", "b"], (await _store.Feed.Read("audit", 10, Stop)).Changes.Select(change => change.Id));
    }

    [Fact]
    public async Task Restarted_consumer_continues_after_its_own_acknowledgement()
    {
        foreach (var id in new[] { "a", "b", "c" })
            await Commit(id, Changes.OfProjects);
        var first = await _store.Feed.Read("audit", 2, Stop);
        await _store.Feed.Acknowledge("audit", first.Position, Stop);
        _store.Dispose();

        var feed = _directory.Open(_time).Feed;

        Assert.Equal(["c"], (await feed.Read("audit", 2, Stop)).Changes.Select(change => change.Id));
        Assert.Equal(["a", "b"], (await feed.Read("mail", 2, Stop)).Changes.Select(change => change.Id));
    }

    [Fact]
    public async Task Read_without_acknowledgement_returns_the_same_change()
    {
        await Commit("a", Changes.OfProjects);

        Assert.Single((await _store.Feed.Read("audit", 2, Stop)).Changes);
        Assert.Single((await _store.Feed.Read("audit", 2, Stop)).Changes);
    }

    [Fact]
    public async Task Read_while_acknowledgement_is_written_does_not_return_the_change()
    {
        await Commit("a", Changes.OfProjects);
        var page = await _store.Feed.Read("audit", 2, Stop);

        var acknowledging = _store.Feed.Acknowledge("audit", page.Position, Stop);

        Assert.Empty((await _store.Feed.Read("audit", 2, Stop)).Changes);
        await acknowledging;
        Assert.Equal(
            page.Position, _directory.Run("SELECT position FROM store_checkpoint WHERE consumer = 'audit'"));
    }

    [Fact]
    public async Task Dispose_writes_pending_acknowledgement()
    {
        await Commit("a", Changes.OfProjects);
        var page = await _store.Feed.Read("audit", 2, Stop);
        var acknowledging = _store.Feed.Acknowledge("audit", page.Position, Stop);

        _store.Dispose();

        await acknowledging;
        Assert.Empty((await _directory.Open(_time).Feed.Read("audit", 2, Stop)).Changes);
    }

    [Fact]
    public async Task Acknowledge_of_earlier_position_keeps_the_later_one()
    {
        await Commit("a", Changes.OfProjects);
        await Commit("b", Changes.OfProjects);
        var both = await _store.Feed.Read("audit", 2, Stop);
        await _store.Feed.Acknowledge("audit", both.Position, Stop);

        await _store.Feed.Acknowledge("audit", both.Position - 1, Stop);

        var rest = await _store.Feed.Read("audit", 2, Stop);
        Assert.Empty(rest.Changes);
        Assert.Equal(both.Position, rest.Position);
    }

    [Fact]
    public async Task StartFrom_for_new_consumer_gives_predecessors_position()
    {
        await CommitThreeAndAcknowledge("reactions", 2);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["c"], await Pending(_store.Feed, "planner"));
        Assert.Equal(["c"], await Pending(_store.Feed, "reactions"));
    }

    [Fact]
    public async Task StartFrom_includes_acknowledgement_that_is_still_being_written()
    {
        await Commit("a", Changes.OfProjects);
        var page = await _store.Feed.Read("reactions", 1, Stop);
        var acknowledging = _store.Feed.Acknowledge("reactions", page.Position, Stop);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        await acknowledging;
        Assert.Empty(await Pending(_store.Feed, "planner"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task StartFrom_for_consumer_with_position_keeps_it(int ofPredecessor)
    {
        await CommitThreeAndAcknowledge("planner", 2);
        await Acknowledge("reactions", ofPredecessor);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["c"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task StartFrom_for_consumer_that_has_read_keeps_the_beginning()
    {
        await CommitThreeAndAcknowledge("reactions", 2);
        await _store.Feed.Read("planner", 1, Stop);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["a", "b", "c"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task StartFrom_predecessor_without_position_starts_at_the_beginning_for_good()
    {
        await Commit("a", Changes.OfProjects);

        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await Acknowledge("reactions", 1);
        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["a"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task StartFrom_again_after_predecessor_moved_on_changes_nothing()
    {
        await CommitThreeAndAcknowledge("reactions", 1);
        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await Acknowledge("reactions", 2);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["b", "c"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task StartFrom_position_survives_a_restart()
    {
        await CommitThreeAndAcknowledge("reactions", 2);
        await _store.Feed.StartFrom("planner", "reactions", Stop);
        _store.Dispose();

        Assert.Equal(["c"], await Pending(_directory.Open(_time).Feed, "planner"));
    }

    [Fact]
    public async Task StartFrom_in_two_processes_at_once_gives_one_position()
    {
        await CommitThreeAndAcknowledge("reactions", 2);
        var other = _directory.Open(_time);

        await Task.WhenAll(
            from feed in new[] { _store.Feed, other.Feed }
            from _ in Enumerable.Range(0, 20)
            select Task.Run(() => feed.StartFrom("planner", "reactions", Stop).AsTask(), Stop));

        Assert.Equal(["c"], await Pending(_store.Feed, "planner"));
        Assert.Equal(["c"], await Pending(other.Feed, "planner"));
    }

    [Fact]
    public async Task OldestPending_after_StartFrom_is_the_first_change_after_the_position()
    {
        for (var i = 0; i < 3; i++)
            await CommitAt(_time.GetUtcNow().AddSeconds(i), $"{i}");
        await Acknowledge("reactions", 2);

        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await _store.Feed.StartFrom("mail", "none", Stop);

        Assert.Equal(_time.GetUtcNow().AddSeconds(2), await _store.FeedLag.OldestPending("planner", Stop));
        Assert.Equal(_time.GetUtcNow(), await _store.FeedLag.OldestPending("mail", Stop));
    }

    [Fact]
    public async Task Purge_keeps_changes_after_a_StartFrom_position()
    {
        await CommitThreeAndAcknowledge("reactions", 1);
        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await Acknowledge("reactions", 2);
        _time.Advance(Changes.Retention);

        Assert.Equal(1, await _store.Purge(Stop));

        Assert.Equal(["b", "c"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task Purge_keeps_nothing_for_a_retired_consumer()
    {
        await CommitThreeAndAcknowledge("reactions", 1);
        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await Acknowledge("planner", 3);

        await _store.Feed.Retire("reactions", Stop);
        await _store.Feed.Retire("reactions", Stop);
        _time.Advance(Changes.Retention);

        Assert.Equal(3, await _store.Purge(Stop));
    }

    [Fact]
    public async Task StartFrom_after_the_predecessor_was_retired_keeps_the_position()
    {
        await CommitThreeAndAcknowledge("reactions", 2);
        await _store.Feed.StartFrom("planner", "reactions", Stop);
        await _store.Feed.Retire("reactions", Stop);

        await _store.Feed.StartFrom("planner", "reactions", Stop);

        Assert.Equal(["c"], await Pending(_store.Feed, "planner"));
    }

    [Fact]
    public async Task WaitForMore_returns_at_the_next_change_of_this_process()
    {
        var page = await _store.Feed.Read("audit", 1, Stop);
        var waiting = _store.Feed.WaitForMore(page.Position, Stop).AsTask();
        await _store.Commit(
            new Commit(Container.Projects, "project:1").Create(Samples.Type, "a", Samples.Of("a")), Stop);
        Assert.False(waiting.IsCompleted);

        await Commit("a", Changes.OfProjects);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    [Fact]
    public async Task WaitForMore_with_unread_changes_returns_at_once()
    {
        await Commit("a", Changes.OfProjects);

        Assert.True(_store.Feed.WaitForMore(0, Stop).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitForMore_finds_changes_of_another_process_after_the_interval()
    {
        var waiting = _store.Feed.WaitForMore(0, Stop).AsTask();
        await Commit("a", Changes.OfProjects, _directory.Open(_time));
        Assert.False(waiting.IsCompleted);

        _time.Advance(_directory.Options.FeedInterval);

        await waiting.WaitAsync(TimeSpan.FromSeconds(30), Stop);
    }

    [Fact]
    public async Task WaitForMore_can_be_cancelled()
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var waiting = _store.Feed.WaitForMore(0, cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task OldestPending_is_the_first_change_after_the_acknowledged_position()
    {
        Assert.Null(await _store.FeedLag.OldestPending("audit", Stop));
        for (var i = 0; i < 3; i++)
            await CommitAt(_time.GetUtcNow().AddSeconds(i), $"{i}");

        Assert.Equal(_time.GetUtcNow(), await _store.FeedLag.OldestPending("audit", Stop));
        var first = await _store.Feed.Read("audit", 1, Stop);
        await _store.Feed.Acknowledge("audit", first.Position, Stop);
        Assert.Equal(_time.GetUtcNow().AddSeconds(1), await _store.FeedLag.OldestPending("audit", Stop));
        var rest = await _store.Feed.Read("audit", 9, Stop);
        await _store.Feed.Acknowledge("audit", rest.Position, Stop);

        Assert.Null(await _store.FeedLag.OldestPending("audit", Stop));
        Assert.Equal(_time.GetUtcNow(), await _store.FeedLag.OldestPending("mail", Stop));
    }

    [Fact]
    public async Task Purge_deletes_expired_documents_in_batches()
    {
        for (var i = 0; i < 450; i++)
            await CreateToken($"old{i}");
        _time.Advance(Samples.TokenLifetime);
        await CreateToken("new");

        Assert.Equal(450, await _store.Purge(Stop));

        Assert.Equal(1L, _directory.Run("SELECT count(*) FROM sample_token"));
        Assert.Equal(0, await _store.Purge(Stop));
    }

    [Fact]
    public async Task Purge_keeps_changes_that_a_consumer_has_not_acknowledged()
    {
        await Commit("a", Changes.OfProjects);
        await Commit("b", Changes.OfProjects);
        var both = await _store.Feed.Read("fast", 2, Stop);
        await _store.Feed.Acknowledge("fast", both.Position, Stop);
        var one = await _store.Feed.Read("slow", 1, Stop);
        _time.Advance(Changes.Retention);

        Assert.Equal(0, await _store.Purge(Stop));
        await _store.Feed.Acknowledge("slow", one.Position, Stop);
        Assert.Equal(1, await _store.Purge(Stop));

        var left = await _store.Feed.Read("slow", 2, Stop);
        Assert.Equal(["b"], left.Changes.Select(change => change.Id));
        await _store.Feed.Acknowledge("slow", left.Position, Stop);
        Assert.Equal(1, await _store.Purge(Stop));
    }

    [Fact]
    public async Task Change_after_purge_has_a_later_position()
    {
        await Commit("a", Changes.OfProjects);
        var first = await _store.Feed.Read("audit", 1, Stop);
        await _store.Feed.Acknowledge("audit", first.Position, Stop);
        _time.Advance(Changes.Retention);
        Assert.Equal(1, await _store.Purge(Stop));

        await Commit("b", Changes.OfProjects);

        var next = await _store.Feed.Read("audit", 1, Stop);
        Assert.Equal(["b"], next.Changes.Select(change => change.Id));
        Assert.True(next.Position > first.Position);
    }

    private async Task Commit(string id, DocumentType<Change> type, SqliteDocumentStore? store = null)
    {
        var partition = type.Container == Container.Projects ? "project:1" : "user:1";
        var commit = new Commit(type.Container, partition).Create(type, id, Samples.ChangeOf(id));
        Assert.True((await (store ?? _store).Commit(commit, Stop)).Succeeded);
    }

    private async Task CommitAt(DateTimeOffset occurredAt, string id) => Assert.True((await _store.Commit(
        new Commit(Container.Projects, "project:1")
            .Create(Changes.OfProjects, id, Samples.ChangeOf(id) with { OccurredAt = occurredAt }),
        Stop)).Succeeded);

    private async Task CommitThreeAndAcknowledge(string consumer, int acknowledged)
    {
        foreach (var id in new[] { "a", "b", "c" })
            await Commit(id, Changes.OfProjects);
        await Acknowledge(consumer, acknowledged);
    }

    /// <summary>Acknowledges a consumer's next changes.</summary>
    private async Task Acknowledge(string consumer, int count)
    {
        var page = await _store.Feed.Read(consumer, count, Stop);
        await _store.Feed.Acknowledge(consumer, page.Position, Stop);
    }

    private static async Task<IEnumerable<string>> Pending(IChangeFeed feed, string consumer) =>
        (await feed.Read(consumer, 10, Stop)).Changes.Select(change => change.Id);

    private async Task CreateToken(string id) => Assert.True((await _store.Commit(
        new Commit(Container.Claims, id).Create(Samples.Token, id, new SampleToken(id, "text")), Stop)).Succeeded);
}
