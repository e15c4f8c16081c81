using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Fake;
using Enterprise.Cosmos.Layout;

namespace Enterprise.Cosmos.Tests;

public sealed class FakeServerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Fake_serves_a_client_over_http()
    {
        await using var server = FakeServer.Build(new FakeCosmos(), "--urls", "http://127.0.0.1:0");
        await server.StartAsync(Stop);
        using var account = new CosmosAccount(new CosmosStoreOptions
        {
            ConnectionString = $"AccountEndpoint={server.Urls.Single()}/;AccountKey=ZW50ZXJwcmlzZQ==",
            GatewayOnly = true,
        });
        await new CosmosSetup(account, CosmosLayout.Of(Cards.All)).Create(Stop);
        var store = new CosmosDocumentStore(account);

        await store.Commit(new Commit(Container.Projects, "p/1").Create(Cards.Type, "a/ü", new Card("a/ü")), Stop);

        var found = Assert.Single((await store.Query(new DocumentQuery<Card>(Cards.Type), Stop)).Items);
        Assert.Equal(found.Version, (await store.Get(Cards.Type, new("p/1", "a/ü"), Stop))!.Version);
    }
}
