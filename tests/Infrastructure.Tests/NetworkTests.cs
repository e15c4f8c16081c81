using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>Private networking, which one parameter switches on.</summary>
public sealed class NetworkTests
{
    private static readonly string[] _services =
    [
        "Microsoft.DocumentDB/databaseAccounts",
        "Microsoft.KeyVault/vaults",
        "Microsoft.ServiceBus/namespaces",
        "Microsoft.Storage/storageAccounts",
    ];

    [Fact]
    public async Task Default_deployment_has_no_network()
    {
        var deployment = await Deployment.Default;

        Assert.DoesNotContain(
            deployment.Resources,
            resource => resource.Type.StartsWith("Microsoft.Network/", StringComparison.Ordinal));
        Assert.All(_services, service => Assert.Equal("Enabled", deployment.Only(service).Text("publicNetworkAccess")));
        Assert.Null(deployment.Only("Microsoft.Web/sites").At("virtualNetworkSubnetId"));
    }

    [Fact]
    public async Task Private_deployment_has_no_public_address()
    {
        var deployment = await Deployment.Full;

        Assert.All(
            _services,
            service => Assert.Equal("Disabled", deployment.Only(service).Text("publicNetworkAccess")));
    }

    [Fact]
    public async Task Private_deployment_has_an_endpoint_for_every_service()
    {
        var deployment = await Deployment.Full;
        var network = deployment.Only("Microsoft.Network/virtualNetworks");
        var endpoints = deployment.Of("Microsoft.Network/privateEndpoints").ToList();

        Assert.Equal(
            ["Sql", "blob", "namespace", "queue", "table", "vault"],
            endpoints.Select(GroupId).Order(StringComparer.Ordinal));
        Assert.All(
            endpoints,
            endpoint => Assert.Equal($"{network.Id}/subnets/endpoints", endpoint.Text("subnet", "id")));
        Assert.All(
            endpoints,
            endpoint => Assert.Contains(_services, service => deployment.Only(service).Id == ServiceId(endpoint)));
        Assert.Equal(
            endpoints.Count,
            deployment.Of("Microsoft.Network/privateDnsZones").Select(zone => zone.Id).Distinct().Count());
        Assert.All(
            deployment.Of("Microsoft.Network/privateDnsZones/virtualNetworkLinks"),
            link => Assert.Equal(network.Id, link.Text("virtualNetwork", "id")));
        Assert.Equal(
            $"{network.Id}/subnets/functions", deployment.Only("Microsoft.Web/sites").Text("virtualNetworkSubnetId"));
    }

    private static string GroupId(Resource endpoint) => (string)Connection(endpoint)["groupIds"]!.AsArray().Single()!;

    private static string ServiceId(Resource endpoint) => (string)Connection(endpoint)["privateLinkServiceId"]!;

    private static System.Text.Json.Nodes.JsonNode Connection(Resource endpoint) =>
        endpoint.At("privateLinkServiceConnections")!.AsArray().Single()!["properties"]!;
}
