using System.Data.Common;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Cosmos.Connections;

/// <summary>
/// The settings by which a host connects to Cosmos DB, read as Azure's own hosts read them: <c>Cosmos</c> as a
/// connection string, or <c>Cosmos:accountEndpoint</c> with an identity (<c>Cosmos:credential</c>,
/// <c>Cosmos:clientId</c>; without these, the default credential of Azure's SDK).
/// </summary>
public sealed class CosmosConnection(IConfiguration configuration, AzureComponentFactory components)
{
    /// <summary>The section of the settings, and the connection that triggers name.</summary>
    public const string Section = "Cosmos";

    /// <summary>The database's name, for triggers; an installation has an account of its own.</summary>
    public const string Database = "enterprise";

    private const string Endpoint = "accountEndpoint";

    private readonly IConfigurationSection _section = configuration.GetSection(Section);

    /// <summary>Whether to create the containers at start.</summary>
    public bool CreatesContainers => IsOn("createContainers");

    /// <summary>How to connect.</summary>
    /// <exception cref="CosmosConnectionException">A setting is missing or invalid.</exception>
    public CosmosStoreOptions Options()
    {
        var options = new CosmosStoreOptions
        {
            Database = Database,
            GatewayOnly = IsOn("gatewayOnly"),
        };
        if (_section.Value is { Length: > 0 } connectionString)
            return options with { ConnectionString = Validated(connectionString) };
        var endpoint = _section[Endpoint]
            ?? throw new CosmosConnectionException($"Set {Section} to a connection string, or {Section}__{Endpoint}.");
        return options with
        {
            Endpoint = IsAddress(endpoint)
                ? new Uri(endpoint)
                : throw new CosmosConnectionException($"{Section}__{Endpoint} is no address of an account: {endpoint}"),
            Credential = components.CreateTokenCredential(_section),
        };
    }

    /// <summary>Validates it before the SDK does, whose message would include the secret.</summary>
    private static string Validated(string connectionString)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
            var isComplete = parts.TryGetValue("AccountEndpoint", out var endpoint)
                && IsAddress((string)endpoint)
                && parts.TryGetValue("AccountKey", out var key)
                && Convert.FromBase64String((string)key).Length > 0;
            if (isComplete)
                return connectionString;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Reported below, without the secret.
        }

        throw new CosmosConnectionException(
            $"{Section} is no connection string of Cosmos DB: AccountEndpoint=https://...;AccountKey=...");
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http";

    private bool IsOn(string setting) => _section[setting] switch
    {
        null or "" => false,
        var text => bool.TryParse(text, out var value)
            ? value
            : throw new CosmosConnectionException($"{Section}__{setting} is true or false, not {text}."),
    };
}

/// <summary>Cosmos DB can't be used with these settings; the message tells the operator why.</summary>
public sealed class CosmosConnectionException(string message, Exception? innerException = null)
    : Exception(message, innerException);
