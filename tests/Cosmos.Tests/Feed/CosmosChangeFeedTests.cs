using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;

namespace Enterprise.Cosmos.Tests.Feed;

public sealed class CosmosChangeFeedTests : IAsyncLifetime
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<Change> _handled = [];
    private readonly ConcurrentQueue<Exception> _failures = [];
    private TestAccount _account = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _account = await TestAccount.Open([Changes.OfProjects, Cards.Type]);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Feed_hands_over_only_changes_in_the_order_of_each_partition()
    {
        for (var i = 0; i < 5; i++)
            await Commit("project:1", "project:2", "project:3", "project:4");

        await Run(Keep, until: () => _handled.Count == 20);

        Assert.All(
            _handled.GroupBy(change => change.EntityType),
            partition => Assert.Equal([0, 1, 2, 3, 4], partition.Select(change => change.EntityId!.Value)));
    }

    [Fact]
    public async Task Failed_batch_is_retried()
    {
        await Commit("project:1");
        var attempts = 0;

        await Run(
            (batch, stop) => ++attempts == 1 ? throw new InvalidOperationException("Not now.") : Keep(batch, stop),
            until: () => _handled.Count == 1);

        Assert.True(attempts >= 2);
        Assert.Contains(_failures, failure => failure.ToString().Contains("Not now.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Restarted_consumer_continues_at_its_position_and_a_new_one_starts_at_the_beginning()
    {
        await Commit("project:1");
        await Run(Keep, until: () => _handled.Count == 1);
        await Commit("project:1");

        await Run(Keep, until: () => _handled.Count == 2);
        await Run(Keep, until: () => _handled.Count == 4, consumer: "other");

        Assert.Equal([0, 1, 0, 1], _handled.Select(change => change.EntityId!.Value));
    }

    private Task Keep(ChangeBatch batch, CancellationToken cancellationToken)
    {
        foreach (var change in batch.Changes)
            _handled.Enqueue(change);
        return Task.CompletedTask;
    }

    private async Task Run(
        Func<ChangeBatch, CancellationToken, Task> handle, Func<bool> until, string consumer = "audit")
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var feed = new CosmosChangeFeed(_account.Account, Container.Projects, consumer, handle)
        {
            PollInterval = TimeSpan.FromMilliseconds(50),
            RetryInterval = TimeSpan.FromSeconds(1),
            OnFailure = _failures.Enqueue,
        };
        var running = feed.Run(stop.Token);
        var deadline = DateTime.UtcNow + _timeout;
        while (!until() && DateTime.UtcNow < deadline && !running.IsCompleted)
            await Task.Delay(20, Stop);
        await stop.CancelAsync();
        await running;
        Assert.True(until(), $"{_handled.Count} changes came. {string.Join('\n', _failures)}");
    }

    private int _commits;

    // The entity's type names the partition and its id counts the commits.
    private async Task Commit(params string[] partitions)
    {
        foreach (var partition in partitions)
        {
            var commit = new Commit(Container.Projects, partition)
                .Create(Cards.Type, $"card{_commits}", new Card($"card{_commits}"))
                .Create(Changes.OfProjects, $"change{_commits}", new Change
                {
                    Id = $"change{_commits}",
                    Action = "card.created",
                    EntityType = partition,
                    EntityId = _commits,
                    OccurredAt = DateTimeOffset.UnixEpoch,
                });
            Assert.True((await _account.Store.Commit(commit, Stop)).Succeeded);
        }

        _commits++;
    }
}
