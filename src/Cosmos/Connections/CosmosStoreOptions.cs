using Azure.Core;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>
/// Which Cosmos DB account to use and how. Either <see cref="ConnectionString"/> (development) or
/// <see cref="Endpoint"/> with <see cref="Credential"/> (managed identity) must be given.
/// </summary>
public sealed record CosmosStoreOptions
{
    /// <summary>The account's connection string with its key; null with a managed identity.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The account's address; null with a connection string.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The identity that signs in at <see cref="Endpoint"/>.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The database's name.</summary>
    public string Database { get; init; } = "enterprise";

    /// <summary>The client's name in the account's logs, a suffix of the SDK's user agent.</summary>
    public string ApplicationName { get; init; } = "Enterprise";

    /// <summary>The regions to use, nearest first; empty for the account's own order.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>How long an operation that the service throttles is retried before it fails.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an operation may take in all. The SDK retries other errors than throttling for half a minute and more,
    /// too long for a request.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After how long to retry where the service does not say.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether to use only HTTP and only the given endpoint, as emulators need it. Otherwise the SDK connects directly
    /// to the replicas and follows the account's regions.
    /// </summary>
    public bool GatewayOnly { get; init; }

    /// <summary>Adjusts the SDK's options last; for tests and for options that this record does not have.</summary>
    public Action<CosmosClientOptions>? Configure { get; init; }
}
