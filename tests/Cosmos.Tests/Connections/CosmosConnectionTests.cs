using Enterprise.Cosmos.Connections;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Cosmos.Tests.Connections;

public sealed class CosmosConnectionTests
{
    [Fact]
    public void Options_with_connection_string_keep_it_unchanged()
    {
        var options = Connection(
            ("Cosmos", "AccountEndpoint=https://x/;AccountKey=c2VjcmV0"), ("Cosmos:gatewayOnly", "true")).Options();

        Assert.Equal("AccountEndpoint=https://x/;AccountKey=c2VjcmV0", options.ConnectionString);
        Assert.True(options.GatewayOnly);
        Assert.Null(options.Credential);
    }

    [Fact]
    public void Options_with_endpoint_use_the_configured_identity()
    {
        var options = Connection(
            ("Cosmos:accountEndpoint", "https://account.documents.azure.com/"),
            ("Cosmos:credential", "managedidentity"),
            ("Cosmos:clientId", "11111111-1111-1111-1111-111111111111")).Options();

        Assert.Equal(new Uri("https://account.documents.azure.com/"), options.Endpoint);
        Assert.Equal("ManagedIdentityCredential", options.Credential?.GetType().Name);
        Assert.Null(options.ConnectionString);
        Assert.False(options.GatewayOnly);
    }

    [Fact]
    public void Database_name_is_the_default_of_the_options()
    {
        Assert.Equal(CosmosConnection.Database, new CosmosStoreOptions().Database);
    }

    [Fact]
    public void Options_without_connection_throw_naming_the_settings()
    {
        var refused = Assert.Throws<CosmosConnectionException>(() => Connection().Options());

        Assert.Contains("Cosmos__accountEndpoint", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cosmos", "a-secret")]
    [InlineData("Cosmos", "AccountKey=c2VjcmV0")]
    [InlineData("Cosmos", "AccountEndpoint=https://x/;AccountKey=a-secret")]
    [InlineData("Cosmos", "AccountEndpoint=secret;AccountKey=c2VjcmV0")]
    [InlineData("Cosmos:accountEndpoint", "somewhere")]
    [InlineData("Cosmos:gatewayOnly", "perhaps")]
    public void Options_with_invalid_setting_throw_without_secrets(string setting, string value)
    {
        var refused = Assert.Throws<CosmosConnectionException>(() => Connection((setting, value)).Options());

        Assert.StartsWith("Cosmos", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatesContainers_with_invalid_setting_throws()
    {
        var refused = Assert.Throws<CosmosConnectionException>(
            () => Connection(("Cosmos:createContainers", "perhaps")).CreatesContainers);

        Assert.StartsWith("Cosmos__createContainers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CreatesContainers_is_false_by_default()
    {
        Assert.False(Connection().CreatesContainers);
        Assert.True(Connection(("Cosmos:createContainers", "true")).CreatesContainers);
    }

    private static CosmosConnection Connection(params IReadOnlyList<(string Name, string? Value)> settings)
    {
        var services = new ServiceCollection();
        services.AddAzureClientsCore();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
            .Build();
        var components = services.BuildServiceProvider().GetRequiredService<AzureComponentFactory>();
        return new CosmosConnection(configuration, components);
    }
}
