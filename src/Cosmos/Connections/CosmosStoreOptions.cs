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

    /// <summary>Who signs in at <see cref="Endpoint"/>.</summary>
    public TokenCredential? Credential { get; init; }

    /// <summary>The database's name.</summary>
    public string Database { get; init; } = "enterprise";

    /// <summary>What the account's logs show as the client, on top of the SDK's own user agent.</summary>
    public string ApplicationName { get; init; } = "Enterprise";

    /// <summary>The regions to use, nearest first; empty for the account's own order.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>How long an operation that the service throttles is retried before the caller is told.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long an operation may take in all. The SDK's own patience with other faults than throttling is half a minute
    /// and more, which no request waits for.
    /// </summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What the caller is told to wait where the service does not say it.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Whether to speak only HTTP with only the given endpoint, as emulators need it. Off, the SDK connects directly
    /// to the replicas and follows the account's regions.
    /// </summary>
    public bool GatewayOnly { get; init; }

    /// <summary>Adjusts the SDK's options last; for tests and for what this record has no word for.</summary>
    public Action<CosmosClientOptions>? Configure { get; init; }
}
