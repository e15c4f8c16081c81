using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;
using StoreUnavailableException = Enterprise.Core.Storage.StoreUnavailableException;

namespace Enterprise.Cosmos.Tests.Feed;

/// <summary>A consumer of the change feed that starts at its predecessor's position.</summary>
public sealed class FeedPositionsTests : IAsyncLifetime
{
    private const string Predecessor = "reactions";
    private const string Consumer = "notification-planner";

    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    // Several, because their changes are in different physical partitions, each with a lease of its own.
    private static readonly string[] _partitions = ["project:1", "project:2", "project:3", "project:4", "project:5"];

    private TestAccount _account = null!;
    private FeedPositions _positions = null!;
    private int _commits;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Microsoft.Azure.Cosmos.Container Leases => _account.Account.Database.GetContainer(CosmosLayout.Leases.Name);

    public async ValueTask InitializeAsync()
    {
        _account = await TestAccount.Open([Changes.OfProjects, Changes.OfDirectory]);
        _positions = new FeedPositions(_account.Account);
    }

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task StartFrom_for_new_consumer_gives_only_changes_after_predecessors_position()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        var later = await CommitToEveryPartition();

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Equal(later, await Follow(Consumer, expected: _partitions.Length));
        Assert.Equal(later, await Follow(Predecessor, expected: _partitions.Length));
    }

    [Fact]
    public async Task OldestPending_after_StartFrom_is_counted_from_predecessors_position()
    {
        var lag = new CosmosFeedLag(_account.Account);
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        Assert.NotNull(await lag.OldestPending(Consumer, Stop));

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Null(await lag.OldestPending(Consumer, Stop));
    }

    [Fact]
    public async Task StartFrom_for_consumer_with_positions_keeps_them()
    {
        await CommitToEveryPartition();
        await Follow(Consumer, expected: _partitions.Length);
        var later = await CommitToEveryPartition();
        await Follow(Predecessor, expected: 2 * _partitions.Length);

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Equal(later, await Follow(Consumer, expected: _partitions.Length));
    }

    [Fact]
    public async Task StartFrom_again_after_predecessor_moved_on_changes_nothing()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);
        var later = await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Equal(later, await Follow(Consumer, expected: _partitions.Length));
    }

    [Fact]
    public async Task StartFrom_for_initialized_consumer_does_not_create_a_deleted_lease_again()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        await Follow(Consumer, expected: _partitions.Length);
        var deleted = (await LeasesOf(Consumer))[0];
        using var deletion = await Leases.DeleteItemStreamAsync(
            deleted.Id, new PartitionKey(deleted.Id), cancellationToken: Stop);
        deletion.EnsureSuccessStatusCode();

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.DoesNotContain(deleted.Id, (await LeasesOf(Consumer)).Select(lease => lease.Id));
    }

    [Fact]
    public async Task StartFrom_predecessor_without_positions_starts_at_the_beginning()
    {
        var all = await CommitToEveryPartition();

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Empty(await LeasesOf(Consumer));
        Assert.Equal(all, await Follow(Consumer, expected: _partitions.Length));
    }

    [Fact]
    public async Task StartFrom_copies_leases_of_one_container_and_one_consumer()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        await Follow(Predecessor + "-of-another-name", expected: _partitions.Length);

        await _positions.StartFrom(Container.Directory, Consumer, Predecessor, Stop);
        Assert.Empty(await LeasesOf(Consumer));
        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Equal(3, (await LeasesOf(Consumer)).Count);
    }

    [Fact]
    public async Task StartFrom_by_eight_callers_at_once_gives_one_position()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        var later = await CommitToEveryPartition();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop), Stop)));

        Assert.Equal(later, await Follow(Consumer, expected: _partitions.Length));
    }

    [Fact]
    public async Task StartFrom_after_partial_copy_copies_the_missing_leases()
    {
        await CommitToEveryPartition();
        await Follow(Predecessor, expected: _partitions.Length);
        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);
        foreach (var lease in (await LeasesOf(Consumer)).Skip(1))
        {
            using var deletion = await Leases.DeleteItemStreamAsync(
                lease.Id, new PartitionKey(lease.Id), cancellationToken: Stop);
            deletion.EnsureSuccessStatusCode();
        }

        var later = await CommitToEveryPartition();

        await _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop);

        Assert.Equal(3, (await LeasesOf(Consumer)).Count);
        Assert.Equal(later, await Follow(Consumer, expected: _partitions.Length));
    }

    [Fact]
    public async Task StartFrom_while_predecessor_runs_creates_leases_without_owner()
    {
        await CommitToEveryPartition();

        await Follow(
            Predecessor,
            expected: _partitions.Length,
            meanwhile: () => _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop));

        var leases = await LeasesOf(Consumer);
        Assert.Equal(3, leases.Count);
        Assert.All(leases, lease => Assert.Null(lease.Document["Owner"]));
        Assert.Equal(
            (await LeasesOf(Predecessor)).Select(lease => lease.Document["FeedRange"]!.ToJsonString()).Order(),
            leases.Select(lease => lease.Document["FeedRange"]!.ToJsonString()).Order());
    }

    [Fact]
    public async Task StartFrom_with_unreachable_account_throws_unavailable()
    {
        Assert.SkipWhen(TestAccount.IsReal, "A real account can't be kept from answering.");
        _account.Fake!.Interceptor = (request, answer) => request.Path.Contains("/leases/", StringComparison.Ordinal)
            ? new Fake.Protocol.GatewayResponse(503)
            : answer();

        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _positions.StartFrom(Container.Projects, Consumer, Predecessor, Stop));
    }

    /// <summary>Feeds a consumer until it has handled so many changes, and a little longer.</summary>
    /// <returns>The ids of the changes, in order of id.</returns>
    private async Task<IEnumerable<string>> Follow(string consumer, int expected, Func<Task>? meanwhile = null)
    {
        var handled = new ConcurrentQueue<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var running = new CosmosChangeFeed(
            _account.Account,
            Container.Projects,
            consumer,
            (batch, _) =>
            {
                foreach (var change in batch.Changes)
                    handled.Enqueue(change.Id);
                return Task.CompletedTask;
            })
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            RetryInterval = TimeSpan.FromSeconds(1),
        }.Run(stop.Token);
        var deadline = DateTime.UtcNow + _timeout;
        while (handled.Count < expected && DateTime.UtcNow < deadline && !running.IsCompleted)
            await Task.Delay(20, Stop);
        if (meanwhile is not null)
            await meanwhile();

        // Longer than it takes to acquire what leases are left, so that more than expected would show.
        await Task.Delay(TimeSpan.FromSeconds(2), Stop);
        await stop.CancelAsync();
        await running;
        Assert.Equal(expected, handled.Count);
        return handled.Order(StringComparer.Ordinal);
    }

    /// <returns>The ids of the changes, in order of id.</returns>
    private async Task<IEnumerable<string>> CommitToEveryPartition()
    {
        var round = _commits++;
        var ids = new List<string>();
        foreach (var partition in _partitions)
        {
            var change = new Change
            {
                Id = $"{round}-{partition}",
                Action = "card.created",
                EntityType = "card",
                OccurredAt = DateTimeOffset.UnixEpoch,
            };
            var commit = new Core.Storage.Commit(Container.Projects, partition)
                .Create(Changes.OfProjects, change.Id, change);
            Assert.True((await _account.Store.Commit(commit, Stop)).Succeeded);
            ids.Add(change.Id);
        }

        return ids.Order(StringComparer.Ordinal);
    }

    private async Task<IReadOnlyList<(string Id, JsonObject Document)>> LeasesOf(string consumer)
    {
        var query = new QueryDefinition("SELECT * FROM c WHERE STARTSWITH(c.id, @prefix) AND IS_DEFINED(c.LeaseToken)")
            .WithParameter("@prefix", $"projects-{consumer}{_account.Account.Endpoint.Host}_");
        var found = new List<(string, JsonObject)>();
        using var pages = Leases.GetItemQueryStreamIterator(query);
        while (pages.HasMoreResults)
        {
            using var page = await pages.ReadNextAsync(Stop);
            page.EnsureSuccessStatusCode();
            var json = await JsonNode.ParseAsync(page.Content, cancellationToken: Stop);
            foreach (var document in json!["Documents"]!.AsArray())
                found.Add(((string)document!["id"]!, document.AsObject()));
        }

        return found;
    }
}
