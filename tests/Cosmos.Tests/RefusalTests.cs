using System.Net;
using System.Text;
using System.Text.Json;
using Enterprise.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Tests;

/// <summary>What the service refuses, and the fake with it: these run against either.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private TestAccount _account = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Microsoft.Azure.Cosmos.Container Projects => _account.Account.Database.GetContainer("projects");

    public async ValueTask InitializeAsync() => _account = await TestAccount.Open(Cards.All);

    public ValueTask DisposeAsync() => _account.DisposeAsync();

    [Theory]
    [InlineData("SELECT * FROM c ORDER BY c.f.name, c.f.rank")]
    [InlineData("SELECT * FROM c ORDER BY c.kind, c.f.rank DESC, c.f.id")]
    [InlineData("SELECT * FROM c ORDER BY c.data.rank")]
    [InlineData("SELECT * FROM c WHERE c.order = 1")]
    public async Task A_query_without_its_index_or_with_a_reserved_word(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Query(query));

    [Theory]
    [InlineData("SELECT * FROM c ORDER BY c.kind, c.f.rank, c.f.id")]
    [InlineData("SELECT * FROM c ORDER BY c.f.rank")]
    public async Task But_not_one_with_it(string query) => Assert.Equal(HttpStatusCode.OK, await Query(query));

    [Fact]
    public async Task A_batch_across_partitions()
    {
        using var answer = await Projects.CreateTransactionalBatch(new PartitionKey("one"))
            .CreateItemStream(Item("a", "one"))
            .CreateItemStream(Item("b", "two"))
            .ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        using var read = await Projects.ReadItemStreamAsync("a", new PartitionKey("one"), cancellationToken: Stop);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Fact]
    public async Task A_batch_of_more_than_a_hundred()
    {
        var batch = Projects.CreateTransactionalBatch(new PartitionKey("one"));
        for (var i = 0; i <= Commit.MostWrites; i++)
            batch.CreateItemStream(Item($"a{i}", "one"));

        using var answer = await batch.ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task An_item_of_over_two_megabytes()
    {
        using var answer = await Projects.CreateItemStreamAsync(
            Item("a", "one", new string('x', 2 * 1024 * 1024)), new PartitionKey("one"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_batch_of_over_two_megabytes()
    {
        var batch = Projects.CreateTransactionalBatch(new PartitionKey("one"));
        for (var i = 0; i < 3; i++)
        {
            var item = new { id = $"a{i}", partition = "one", text = new string('x', 900_000) };
            batch.CreateItemStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(item)));
        }

        using var answer = await batch.ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task An_item_with_another_partition_key_than_was_named()
    {
        using var answer = await Projects.CreateItemStreamAsync(
            Item("a", "one"), new PartitionKey("two"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b")]
    public async Task An_id_with_what_an_address_can_not_hold(string id)
    {
        using var answer = await Projects.CreateItemStreamAsync(
            Item(id, "one"), new PartitionKey("one"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static MemoryStream Item(string id, string partition, string data = "") =>
        new(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","partition":"{{partition}}","data":"{{data}}"}"""));

    private async Task<HttpStatusCode> Query(string query)
    {
        using var pages = Projects.GetItemQueryStreamIterator(query);
        using var page = await pages.ReadNextAsync(Stop);
        return page.StatusCode;
    }
}
