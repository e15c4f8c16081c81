using Enterprise.Cosmos.Connections;
using Microsoft.Extensions.Azure;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Cosmos.Tests.Connections;

public sealed class CosmosConnectionTests
{
    [Fact]
    public void A_connection_string_is_taken_as_it_is()
    {
        var options = Connection(("Cosmos", "AccountEndpoint=https://x/;AccountKey=c2VjcmV0"), ("Cosmos:gatewayOnly", "true")).Options();

        Assert.Equal("AccountEndpoint=https://x/;AccountKey=c2VjcmV0", options.ConnectionString);
        Assert.True(options.GatewayOnly);
        Assert.Null(options.Credential);
    }

    [Fact]
    public void An_endpoint_is_signed_in_at_with_the_identity_that_the_settings_name()
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
    public void The_database_is_the_stores_own()
    {
        Assert.Equal(CosmosConnection.Database, new CosmosStoreOptions().Database);
    }

    [Fact]
    public void A_missing_connection_says_which_settings_to_set()
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
    public void A_setting_that_is_not_what_it_has_to_be_is_refused_without_secrets(string setting, string value)
    {
        var refused = Assert.Throws<CosmosConnectionException>(() => Connection((setting, value)).Options());

        Assert.StartsWith("Cosmos", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_containers_are_created_is_true_or_false()
    {
        var refused = Assert.Throws<CosmosConnectionException>(() => Connection(("Cosmos:createContainers", "perhaps")).CreatesContainers);

        Assert.StartsWith("Cosmos__createContainers", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Containers_are_created_only_where_the_settings_ask_for_it()
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
        return new CosmosConnection(configuration, services.BuildServiceProvider().GetRequiredService<AzureComponentFactory>());
    }
}
