using Enterprise.Cosmos.Fake.Protocol;
using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake;

/// <summary>
/// A Cosmos DB account in memory with the gateway's protocol, which refuses what the service refuses. The client and
/// the query planner are Microsoft's; the rest is as strict as the documented limits.
/// </summary>
public sealed class FakeCosmos
{
    /// <summary>The key that emulators use; any key is taken.</summary>
    public const string ConnectionString =
        "AccountEndpoint=https://fake.documents.azure.com/;AccountKey=ZW50ZXJwcmlzZQ==";

    private readonly Lock _lock = new();
    private readonly Gateway _gateway;

    /// <summary>An empty account.</summary>
    /// <param name="time">The clock by which documents expire.</param>
    public FakeCosmos(TimeProvider? time = null)
    {
        // The SDK would otherwise request the metadata of an Azure virtual machine.
        Environment.SetEnvironmentVariable("COSMOS_DISABLE_IMDS_ACCESS", "true");
        _gateway = new Gateway(new Account(time ?? TimeProvider.System));
    }

    /// <summary>
    /// Called with each request and the gateway's handler: may answer itself, throw after the handler, or call it.
    /// </summary>
    public Func<GatewayRequest, Func<GatewayResponse>, GatewayResponse>? Interceptor { get; set; }

    /// <summary>A client for <c>CosmosClientOptions.HttpClientFactory</c>.</summary>
    public HttpClient CreateClient() => new(new GatewayHandler(this));

    /// <summary>Answers a request.</summary>
    public GatewayResponse Answer(GatewayRequest request) =>
        Interceptor is { } interceptor ? interceptor(request, () => Run(request)) : Run(request);

    private GatewayResponse Run(GatewayRequest request)
    {
        lock (_lock)
        {
            try
            {
                return Complete(_gateway.Answer(request));
            }
            catch (Refusal refusal)
            {
                return Complete(GatewayResponse.Of(refusal));
            }
        }
    }

    private static GatewayResponse Complete(GatewayResponse response)
    {
        response.Headers.TryAdd("x-ms-request-charge", "1");
        return response
            .With("x-ms-activity-id", Guid.NewGuid().ToString())
            .With("x-ms-serviceversion", "version=2.14.0.0")
            .With("x-ms-gatewayversion", "version=2.14.0");
    }
}
