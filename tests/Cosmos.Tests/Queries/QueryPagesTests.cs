using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Tests.Queries;

/// <summary>Queries across physical partitions and with special ids, beyond the contract of every store.</summary>
public sealed class QueryPagesTests : IAsyncLifetime
{
    private TestAccount _account = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _account = await TestAccount.Open(Cards.All);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Fact]
    public async Task Page_is_merged_from_30_partitions()
    {
        for (var partition = 0; partition < 30; partition++)
        {
            var commit = new Commit(Container.Projects, $"project:{partition}");
            for (var i = 0; i < 20; i++)
                commit.Create(Cards.Type, $"{i:00}-{partition:00}", new Card($"{i:00}-{partition:00}", i));
            Assert.True((await _account.Store.Commit(commit, Stop)).Succeeded);
        }

        var page = await _account.Store.Query(new DocumentQuery<Card>(Cards.Type) { Limit = 500 }, Stop);

        Assert.True(page.HasMore);
        Assert.Equal(
            Enumerable.Range(0, 500).Select(i => $"{i / 30:00}-{i % 30:00}"), page.Items.Select(item => item.Value.Id));
        Assert.All(
            page.Items, item => Assert.Equal($"project:{int.Parse(item.Key.Id[3..], null)}", item.Key.Partition));
    }

    [Fact]
    public async Task Operations_in_one_partition_take_one_request_each()
    {
        Assert.SkipWhen(TestAccount.IsReal, "A real account's requests can't be counted.");
        await _account.Store.Commit(new Commit(Container.Audit, "p/1").Create(Cards.Entries, "a", new Entry(1)), Stop);
        var requests = 0;
        _account.Fake!.Interceptor = (_, answer) =>
        {
            Interlocked.Increment(ref requests);
            return answer();
        };

        await _account.Store.Get(Cards.Entries, new("p/1", "a"), Stop);
        await _account.Store.Query(new DocumentQuery<Entry>(Cards.Entries) { Scope = Scope.In("p/1") }, Stop);
        await _account.Store.Query(new DocumentQuery<Entry>(Cards.Entries) { Scope = Scope.Below("p") }, Stop);
        await _account.Store.Commit(new Commit(Container.Audit, "p/1").Create(Cards.Entries, "b", new Entry(2)), Stop);

        Assert.Equal(4, requests);
    }

    [Fact]
    public async Task Sort_after_an_equal_field_uses_its_index()
    {
        var commit = new Commit(Container.Projects, "project:1");
        foreach (var (id, rank, name) in new[] { ("a", 1, "x"), ("b", 1, "z"), ("c", 2, "y"), ("d", 1, "y") })
            commit.Create(Cards.Type, id, new Card(id, rank, name));
        await _account.Store.Commit(commit, Stop);

        var page = await _account.Store.Query(
            new DocumentQuery<Card>(Cards.Type)
            {
                Where = Predicate.Equal(Cards.Rank, FieldValue.Of(1)),
                Sort = [new Order(Cards.Name)],
            },
            Stop);

        Assert.Equal(["a", "d", "b"], page.Items.Select(item => item.Value.Id));
    }

    [Theory]
    [InlineData("a/b\\c?d#e f")]
    [InlineData("~2F")]
    [InlineData("Zoë 😀")]
    public async Task Id_of_any_characters_is_read_and_found(string id)
    {
        await _account.Store.Commit(
            new Commit(Container.Projects, "team/1?#").Create(Cards.Type, id, new Card(id)), Stop);

        var found = Assert.Single((await _account.Store.Query(new DocumentQuery<Card>(Cards.Type), Stop)).Items);

        Assert.Equal(new DocumentKey("team/1?#", id), found.Key);
        Assert.Equal(id, (await _account.Store.Get(Cards.Type, found.Key, Stop))!.Value.Id);
    }

    [Fact]
    public async Task Commit_to_partition_of_too_few_levels_throws()
    {
        var commit = new Commit(Container.Audit, "organisation").Create(Cards.Entries, "a", new Entry(1));

        await Assert.ThrowsAsync<ArgumentException>(async () => await _account.Store.Commit(commit, Stop));
    }
}
