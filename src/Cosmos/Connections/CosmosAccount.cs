using Enterprise.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>
/// The connection to a Cosmos DB account: one for each process, because the SDK caches connections, routing and
/// metadata in it.
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

    /// <summary>Runs an operation within the deadline.</summary>
    /// <exception cref="StoreUnavailableException">It failed by a transient error or took too long.</exception>
    internal async ValueTask<T> WithinDeadline<T>(
        Func<CancellationToken, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return await operation(deadline.Token);
        }
        catch (Exception exception)
            when (TransientErrors.Translate(exception, RetryAfter, cancellationToken) is { } unavailable)
        {
            throw unavailable;
        }
    }

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
