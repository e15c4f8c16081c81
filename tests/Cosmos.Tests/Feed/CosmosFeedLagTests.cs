using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Feed;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Cosmos.Tests.Feed;

public sealed class CosmosFeedLagTests : IAsyncLifetime
{
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
    private TestAccount? _account;
    private CosmosFeedLag _lag = null!;
    private int _changes;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(TestAccount.IsReal, "These tests set the clock.");
        _account = await TestAccount.Open([Changes.OfProjects, Changes.OfDirectory], _time);
        _lag = new CosmosFeedLag(_account.Account);
    }

    public ValueTask DisposeAsync() => _account?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task OldestPending_without_changes_is_null() =>
        Assert.Null(await _lag.OldestPending("audit", Stop));

    [Fact]
    public async Task OldestPending_for_new_consumer_is_the_first_change()
    {
        var first = await Commit(Changes.OfDirectory, "user:1");
        await Commit(Changes.OfProjects, "project:1");

        Assert.Equal(first, await _lag.OldestPending("audit", Stop));
    }

    [Theory]
    [InlineData("projects")]
    [InlineData("directory")]
    public async Task OldestPending_is_the_first_change_after_the_position_of_the_consumer(string container)
    {
        var type = Changes.All.Single(type => type.Container.Name == container);
        foreach (var partition in new[] { "a", "b", "c", "d", "e" })
            await Commit(type, partition);
        await Follow("audit", expected: 5);
        Assert.Null(await _lag.OldestPending("audit", Stop));
        Assert.NotNull(await _lag.OldestPending("audit-of-another-name", Stop));
        Assert.NotNull(await _lag.OldestPending("aud", Stop));

        var next = await Commit(type, "c");
        await Commit(type, "c");
        await Commit(type, "d");

        Assert.Equal(next, await _lag.OldestPending("audit", Stop));
    }

    [Fact]
    public async Task OldestPending_for_failing_consumer_is_the_change_it_fails_on()
    {
        var first = await Commit(Changes.OfProjects, "project:1");
        var attempts = 0;
        await Follow(
            "audit",
            until: () => attempts > 1,
            (_, _) => ++attempts > 0 ? throw new InvalidOperationException("Not now.") : Task.CompletedTask);

        Assert.Equal(first, await _lag.OldestPending("audit", Stop));
    }

    [Fact]
    public async Task OldestPending_of_unreachable_account_throws_unavailable()
    {
        _account!.Fake!.Interceptor = (request, answer) => request.Path.Contains("/leases/", StringComparison.Ordinal)
            ? new Fake.Protocol.GatewayResponse(503)
            : answer();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _lag.OldestPending("audit", Stop).AsTask());
    }

    private Task Follow(string consumer, int expected)
    {
        var count = 0;
        return Follow(
            consumer,
            until: () => count == expected,
            (batch, _) =>
            {
                Interlocked.Add(ref count, batch.Count);
                return Task.CompletedTask;
            });
    }

    private async Task Follow(string consumer, Func<bool> until, Func<ChangeBatch, CancellationToken, Task> handle)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        List<Task> running =
        [
            .. from type in Changes.All
            select new CosmosChangeFeed(_account!.Account, type.Container, consumer, handle)
            {
                PollInterval = TimeSpan.FromMilliseconds(50),
                RetryInterval = TimeSpan.FromSeconds(1),
            }.Run(stop.Token),
        ];
        var deadline = DateTime.UtcNow + _timeout;
        while (!until() && DateTime.UtcNow < deadline)
            await Task.Delay(20, Stop);
        await stop.CancelAsync();
        await Task.WhenAll(running);
        Assert.True(until());
    }

    /// <summary>Commits a change, ten seconds after the last one.</summary>
    /// <returns>When it was written.</returns>
    private async Task<DateTimeOffset> Commit(DocumentType<Change> type, string partition)
    {
        var id = $"change{_changes++}";
        var change = new Change
        {
            Id = id,
            Action = "card.created",
            EntityType = partition,
            OccurredAt = DateTimeOffset.UnixEpoch,
        };
        var commit = new Commit(type.Container, partition).Create(type, id, change);
        Assert.True((await _account!.Store.Commit(commit, Stop)).Succeeded);
        var writtenAt = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromSeconds(10));
        return writtenAt;
    }
}
