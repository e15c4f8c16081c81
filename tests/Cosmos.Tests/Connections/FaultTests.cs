using Enterprise.Core.Storage;
using Enterprise.Cosmos.Fake.Protocol;

namespace Enterprise.Cosmos.Tests.Connections;

/// <summary>The outcome of operations when the service throttles, fails or does not respond.</summary>
public sealed class FaultTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Throttled_operation_is_retried()
    {
        await using var account = await Open();
        var refusals = 3;
        account.Fake!.Interceptor = (_, answer) => refusals-- > 0 ? GatewayResponse.Throttled(Pause) : answer();

        var result = await account.Store.Commit(Create("a"), Stop);

        Assert.True(result.Succeeded);
        Assert.True(refusals < 0);
    }

    [Fact]
    public async Task Throttling_beyond_the_retry_budget_throws_unavailable_with_retry_after()
    {
        await using var account = await Open();
        var wait = account.Options.RetryBudget + TimeSpan.FromSeconds(5);
        account.Fake!.Interceptor = (_, _) => GatewayResponse.Throttled(wait);

        var read = await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Get(account, "a"));
        var query = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await account.Store.Query(new DocumentQuery<Card>(Cards.Type), Stop));
        var commit = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await account.Store.Commit(Create("a"), Stop));

        Assert.All([read, query, commit], unavailable => Assert.Equal(wait, unavailable.RetryAfter));
    }

    [Theory]
    [InlineData(408)]
    [InlineData(449)]
    [InlineData(503)]
    public async Task Failing_service_throws_unavailable_by_the_deadline(int status)
    {
        await using var account = await Open(deadline: TimeSpan.FromSeconds(2));
        account.Fake!.Interceptor = (request, answer) =>
            request.Path.EndsWith("/docs", StringComparison.Ordinal) ? new GatewayResponse(status) : answer();

        var unavailable = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await account.Store.Commit(Create("a"), Stop));

        Assert.True(unavailable.RetryAfter > TimeSpan.Zero);
    }

    [Fact]
    public async Task Unreachable_service_throws_unavailable()
    {
        await using var account = await Open();
        account.Fake!.Interceptor = (_, _) => throw new HttpRequestException("Connection refused");

        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await account.Store.Commit(Create("a"), Stop));
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await Get(account, "a"));
    }

    [Fact]
    public async Task Get_from_missing_container_throws()
    {
        await using var account = await Open();
        var elsewhere = new DocumentType<Card>(
            Container.Outbox, "card", CardJson.Default.Card, (Cards.Id, card => FieldValue.Of(card.Id)));

        await Assert.ThrowsAnyAsync<Exception>(async () => await account.Store.Get(elsewhere, new("p", "a"), Stop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_resent_after_lost_response_succeeds_once(bool onlyReplaces)
    {
        // Only a client that may use other regions sends a write again.
        await using var account = await Open(gatewayOnly: false);
        var version = (await account.Store.Commit(Create("a"), Stop)).Versions[0];
        var batches = LoseFirstResponse(account);
        var commit = new Commit(Container.Projects, "project:1").Replace(Cards.Type, "a", new Card("a", 2), version);
        if (!onlyReplaces)
            commit = commit.Create(Cards.Type, "b", new Card("b"));

        var result = await account.Store.Commit(commit, Stop);

        Assert.True(result.Succeeded);
        Assert.Equal(2, batches());
        var read = (await Get(account, "a"))!;
        Assert.Equal(2, read.Value.Rank);
        Assert.Equal(read.Version, result.Versions[0]);
        Assert.True((await account.Store.Commit(
            new Commit(Container.Projects, "project:1").Delete(Cards.Type, "a", result.Versions[0]), Stop)).Succeeded);
    }

    [Fact]
    public async Task Commit_resent_after_lost_response_still_reports_a_real_conflict()
    {
        await using var account = await Open(gatewayOnly: false);
        await account.Store.Commit(Create("a"), Stop);
        var batches = LoseFirstResponse(account);

        var result = await account.Store.Commit(Create("a"), Stop);

        Assert.Equal(new CommitConflict(0, ConflictReason.Exists), result.Conflict);
        Assert.Equal(2, batches());
    }

    [Fact]
    public async Task Commit_without_writes_sends_no_request()
    {
        await using var account = await Open();
        account.Fake!.Interceptor = (_, _) => throw new HttpRequestException("Connection refused");

        Assert.True((await account.Store.Commit(new Commit(Container.Projects, "p"), Stop)).Succeeded);
    }

    private static async Task<TestAccount> Open(bool gatewayOnly = true, TimeSpan? deadline = null)
    {
        Assert.SkipWhen(TestAccount.IsReal, "Faults can't be injected into a real account.");
        return await TestAccount.Open(Cards.All, gatewayOnly: gatewayOnly, deadline: deadline);
    }

    private static Commit Create(string id) =>
        new Commit(Container.Projects, "project:1").Create(Cards.Type, id, new Card(id));

    private static ValueTask<Document<Card>?> Get(TestAccount account, string id) =>
        account.Store.Get(Cards.Type, new("project:1", id), Stop);

    private static Func<int> LoseFirstResponse(TestAccount account)
    {
        var batches = 0;
        account.Fake!.Interceptor = (request, answer) =>
        {
            var response = answer();
            if (request.IsBatch && ++batches == 1)
                throw new HttpRequestException("The connection was reset.");
            return response;
        };
        return () => batches;
    }
}
