using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>
/// The connection to a Cosmos DB account: one a process, shared by everything that uses it, because the SDK keeps
/// connections, routing and metadata in it.
/// </summary>
public sealed class CosmosAccount : IDisposable
{
    // Retries are bounded by time (the budget), not by their number.
    private const int MostRetries = 100;

    /// <summary>Connects on first use, not here.</summary>
    public CosmosAccount(CosmosStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        RetryAfter = options.RetryAfter;
        Deadline = options.Deadline;
        Client = Connect(options);
        Database = Client.GetDatabase(options.Database);
    }

    /// <summary>Its address.</summary>
    public Uri Endpoint => Client.Endpoint;

    internal CosmosClient Client { get; }

    internal Database Database { get; }

    internal TimeSpan RetryAfter { get; }

    internal TimeSpan Deadline { get; }

    /// <inheritdoc/>
    public void Dispose() => Client.Dispose();

    private static CosmosClient Connect(CosmosStoreOptions options) => options switch
    {
        { ConnectionString: { } text, Endpoint: null } => new CosmosClient(text, ForClient(options)),
        { Endpoint: { } endpoint, Credential: { } credential, ConnectionString: null } =>
            new CosmosClient(endpoint.AbsoluteUri, credential, ForClient(options)),
        _ => throw new ArgumentException(
            "Cosmos DB needs either a connection string, or an endpoint and a credential.", nameof(options)),
    };

    private static CosmosClientOptions ForClient(CosmosStoreOptions options)
    {
        var result = new CosmosClientOptions
        {
            ApplicationName = options.ApplicationName,
            EnableContentResponseOnWrite = false,
            MaxRetryAttemptsOnRateLimitedRequests = MostRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.RetryBudget,
            CosmosClientTelemetryOptions = new() { DisableSendingMetricsToService = true },
        };
        if (options.Regions.Count > 0)
            result.ApplicationPreferredRegions = options.Regions;
        if (options.GatewayOnly)
        {
            result.ConnectionMode = ConnectionMode.Gateway;
            result.LimitToEndpoint = true;
        }

        options.Configure?.Invoke(result);
        return result;
    }
}
