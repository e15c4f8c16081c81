using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Core;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Fake;
using Enterprise.Cosmos.Feed;
using Enterprise.Cosmos.Layout;
using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Tests.Hosting;

/// <summary>The worker's services on a Cosmos DB account of their own, without a Functions host.</summary>
internal sealed class Worker : IAsyncDisposable
{
    internal const string AdministratorToken = "token-of-the-tests";

    private readonly WebApplication _host;

    private Worker(WebApplication host, FakeCosmos cosmos)
    {
        _host = host;
        Cosmos = cosmos;
    }

    internal static CancellationToken Stop => TestContext.Current.CancellationToken;

    internal FakeCosmos Cosmos { get; }

    internal IServiceProvider Services => _host.Services;

    internal Pipeline Pipeline => Service<Pipeline>();

    internal static Task<Worker> Open(params IReadOnlyList<(string Name, string? Value)> settings) =>
        Open(_ => { }, settings);

    internal static async Task<Worker> Open(
        Action<IServiceCollection> configure,
        params IReadOnlyList<(string Name, string? Value)> settings)
    {
        var cosmos = new FakeCosmos();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["ENTERPRISE_ADMIN_TOKEN"] = AdministratorToken;
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.AddEnterprise();
        builder.Services.AddSingleton(_ => new CosmosAccount(new CosmosStoreOptions
        {
            ConnectionString = FakeCosmos.ConnectionString,
            GatewayOnly = true,
            Configure = client => client.HttpClientFactory = cosmos.CreateClient,
        }));
        configure(builder.Services);
        var worker = new Worker(builder.Build(), cosmos);
        var layouts = CosmosLayout.Of(CoreServices.DocumentTypes);
        await new CosmosSetup(worker.Service<CosmosAccount>(), layouts).Create(Stop);
        return worker;
    }

    internal T Service<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Runs a trigger for a request, as the worker does after its routing.</summary>
    internal async Task<Answer> Send(
        Func<HttpRequest, Task<IResult>> trigger,
        string method,
        string path,
        string? body = null,
        string? token = AdministratorToken)
    {
        await using var scope = Services.CreateAsyncScope();
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        var output = new MemoryStream();
        http.Response.Body = output;
        http.Request.Method = method;
        http.Request.Path = path;
        http.RequestAborted = Stop;
        if (token is not null)
            http.Request.Headers.Authorization = $"Bearer {token}";
        if (body is not null)
        {
            http.Request.ContentType = "application/json";
            http.Request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        }

        http.SetEndpoint(new Endpoint(_ => throw new InvalidOperationException("The worker's own."), null, "trigger"));
        http.Request.RouteValues = new RouteValueDictionary { ["id"] = "404" };
        Assert.Same(Results.Empty, await trigger(http.Request));
        var text = Encoding.UTF8.GetString(output.ToArray());
        return new Answer(http.Response.StatusCode, http.Response.Headers, text);
    }

    /// <summary>The items on the change feed of a container, as the trigger receives them.</summary>
    internal async Task<IReadOnlyList<FeedItem>> Feed(string container)
    {
        using var client = new CosmosClient(FakeCosmos.ConnectionString, new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            HttpClientFactory = Cosmos.CreateClient,
            UseSystemTextJsonSerializerWithOptions = new(),
        });
        using var feed = client.GetContainer(CosmosConnection.Database, container)
            .GetChangeFeedIterator<FeedItem>(ChangeFeedStartFrom.Beginning(), ChangeFeedMode.LatestVersion);
        var items = new List<FeedItem>();
        while (feed.HasMoreResults)
        {
            var page = await feed.ReadNextAsync(Stop);
            if (page.StatusCode == System.Net.HttpStatusCode.NotModified)
                break;
            items.AddRange(page);
        }

        return items;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();
}

/// <summary>The response to a request.</summary>
internal sealed record Answer(int Status, IHeaderDictionary Headers, string Body)
{
    internal JsonNode Json => JsonNode.Parse(Body)!;
}
