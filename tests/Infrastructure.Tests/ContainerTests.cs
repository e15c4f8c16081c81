using System.Text.Json.Nodes;
using Enterprise.Core;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Layout;
using Enterprise.Infrastructure.Tests.Bicep;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The database that is deployed, against the one that the code declares.</summary>
public sealed class ContainerTests
{
    /// <summary>Set to 1, the test writes the file instead of comparing it.</summary>
    private const string Refresh = "ENTERPRISE_REFRESH_INFRASTRUCTURE";

    private static readonly IReadOnlyList<CosmosContainerLayout> _declared =
        CosmosLayout.Of(CoreServices.DocumentTypes);

    [Fact]
    public void The_file_of_containers_is_what_the_declarations_give()
    {
        var expected = ContainersFile.Write(_declared);
        if (Environment.GetEnvironmentVariable(Refresh) == "1")
            File.WriteAllText(ContainersFile.PathName, expected);

        Assert.True(
            expected == File.ReadAllText(ContainersFile.PathName),
            "infra/bicep/containers.json is not what Core declares: "
            + $"run this test with {Refresh}=1 and look at the difference.");
    }

    [Fact]
    public async Task Exactly_the_declared_containers_are_deployed()
    {
        var deployment = await Deployment.Default;

        Assert.Equal(
            _declared.Select(layout => layout.Name),
            Containers(deployment).Select(container => container.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_container_is_deployed_with_its_partition_key_indexes_and_time_to_live()
    {
        var containers = Containers(await Deployment.Default).ToDictionary(container => container.Name);

        Assert.All(_declared, layout => Assert.Equivalent(layout, Layout(containers[layout.Name]), strict: true));
    }

    [Fact]
    public async Task A_partition_key_of_several_levels_is_hierarchical()
    {
        Assert.All(Containers(await Deployment.Default), container => Assert.Equal(
            container.At("resource", "partitionKey", "paths")!.AsArray().Count > 1 ? "MultiHash" : "Hash",
            container.Text("resource", "partitionKey", "kind")));
    }

    [Fact]
    public async Task The_database_has_the_name_that_the_store_asks_for()
    {
        var database = (await Deployment.Default).Only("Microsoft.DocumentDB/databaseAccounts/sqlDatabases");

        Assert.Equal(new CosmosStoreOptions().Database, database.Text("resource", "id"));
    }

    [Fact]
    public async Task The_account_is_serverless_unless_a_throughput_is_chosen()
    {
        var serverless = await Deployment.Default;
        var scaled = await Deployment.Full;

        Assert.Equal(["EnableServerless"], Capabilities(serverless));
        Assert.Null(Database(serverless).At("options", "autoscaleSettings"));
        Assert.Empty(Capabilities(scaled));
        Assert.Equal(4000, (int?)Database(scaled).At("options", "autoscaleSettings", "maxThroughput"));
    }

    private static Resource Database(Deployment deployment) =>
        deployment.Only("Microsoft.DocumentDB/databaseAccounts/sqlDatabases");

    private static IEnumerable<string> Capabilities(Deployment deployment) => deployment
        .Only("Microsoft.DocumentDB/databaseAccounts")
        .At("capabilities")!.AsArray()
        .Select(capability => (string)capability!["name"]!);

    private static IEnumerable<Resource> Containers(Deployment deployment) =>
        deployment.Of("Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers");

    private static CosmosContainerLayout Layout(Resource container)
    {
        var policy = container.At("resource", "indexingPolicy")!;
        Assert.Equal(container.Name, container.Text("resource", "id"));
        Assert.Equal("consistent", (string?)policy["indexingMode"]);
        return new CosmosContainerLayout(
            container.Name,
            [.. container.At("resource", "partitionKey", "paths")!.AsArray().Select(path => (string)path!)],
            Paths(policy["includedPaths"]),
            Paths(policy["excludedPaths"]),
            [.. policy["compositeIndexes"]!.AsArray().Select(CompositeIndex)],
            (int?)container.At("resource", "defaultTtl"));
    }

    private static List<CosmosIndexPath> CompositeIndex(JsonNode? index) =>
    [
        .. index!.AsArray().Select(
            path => new CosmosIndexPath((string)path!["path"]!, (string?)path["order"] == "descending")),
    ];

    private static List<string> Paths(JsonNode? paths) => [.. paths!.AsArray().Select(path => (string)path!["path"]!)];
}
