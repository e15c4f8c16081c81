using Enterprise.Cosmos;
using Enterprise.Functions.Names;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Functions.Hosting;

/// <summary>
/// The settings by which the Functions host connects to Cosmos DB, read as the host reads them: <c>Cosmos</c> as a
/// connection string, or <c>Cosmos:accountEndpoint</c> with an identity (<c>Cosmos:credential</c>,
/// <c>Cosmos:clientId</c>).
/// </summary>
internal sealed class CosmosConnection(IConfiguration configuration, AzureComponentFactory components)
{
    /// <summary>The database's name, for triggers; an installation has an account of its own.</summary>
    internal const string Database = "enterprise";

    private readonly IConfigurationSection _section = configuration.GetSection(ConnectionNames.Cosmos);

    /// <summary>Whether to create the containers at start.</summary>
    internal bool CreatesContainers => _section.GetValue<bool>("createContainers");

    internal CosmosStoreOptions Options()
    {
        var options = new CosmosStoreOptions
        {
            Database = Database,
            GatewayOnly = _section.GetValue<bool>("gatewayOnly"),
        };
        if (_section.Value is { Length: > 0 } connectionString)
            return options with { ConnectionString = connectionString };
        var endpoint = _section["accountEndpoint"]
            ?? throw new InvalidOperationException($"Set {ConnectionNames.Cosmos} to a connection string, or {SettingNames.CosmosEndpoint}.");
        return options with
        {
            Endpoint = new Uri(endpoint),
            Credential = components.CreateTokenCredential(_section),
        };
    }
}
