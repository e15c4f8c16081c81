using System.Net;
using System.Text;
using System.Text.Json;
using Enterprise.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Tests;

/// <summary>Requests that the service refuses, and the fake too: these run against either.</summary>
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
    public async Task Query_without_index_or_with_reserved_word_returns_400(string query) =>
        Assert.Equal(HttpStatusCode.BadRequest, await Query(query));

    [Theory]
    [InlineData("SELECT * FROM c ORDER BY c.kind, c.f.rank, c.f.id")]
    [InlineData("SELECT * FROM c ORDER BY c.f.rank")]
    public async Task Query_with_index_returns_200(string query) => Assert.Equal(HttpStatusCode.OK, await Query(query));

    [Fact]
    public async Task Batch_across_partitions_returns_400_and_writes_nothing()
    {
        using var response = await Projects.CreateTransactionalBatch(new PartitionKey("one"))
            .CreateItemStream(Item("a", "one"))
            .CreateItemStream(Item("b", "two"))
            .ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var read = await Projects.ReadItemStreamAsync("a", new PartitionKey("one"), cancellationToken: Stop);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
    }

    [Fact]
    public async Task Batch_of_more_than_100_operations_returns_400()
    {
        var batch = Projects.CreateTransactionalBatch(new PartitionKey("one"));
        for (var i = 0; i <= Commit.MostWrites; i++)
            batch.CreateItemStream(Item($"a{i}", "one"));

        using var response = await batch.ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Item_over_2_MB_returns_413()
    {
        using var response = await Projects.CreateItemStreamAsync(
            Item("a", "one", new string('x', 2 * 1024 * 1024)), new PartitionKey("one"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Batch_over_2_MB_returns_413()
    {
        var batch = Projects.CreateTransactionalBatch(new PartitionKey("one"));
        for (var i = 0; i < 3; i++)
        {
            var item = new { id = $"a{i}", partition = "one", text = new string('x', 900_000) };
            batch.CreateItemStream(new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(item)));
        }

        using var response = await batch.ExecuteAsync(Stop);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Item_with_other_partition_key_than_the_header_returns_400()
    {
        using var response = await Projects.CreateItemStreamAsync(
            Item("a", "one"), new PartitionKey("two"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b")]
    public async Task Id_with_forbidden_character_returns_400(string id)
    {
        using var response = await Projects.CreateItemStreamAsync(
            Item(id, "one"), new PartitionKey("one"), cancellationToken: Stop);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
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
