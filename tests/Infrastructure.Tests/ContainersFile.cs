using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Enterprise.Cosmos.Layout;

namespace Enterprise.Infrastructure.Tests;

/// <summary>The containers as the template loads them: each is the body of a container in Cosmos DB's API.</summary>
internal static class ContainersFile
{
    // The paths' quotes stay readable.
    private static readonly JsonSerializerOptions _options = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static string PathName { get; } = Path.Combine(RepositoryFiles.Templates, "containers.json");

    internal static string Write(IReadOnlyList<CosmosContainerLayout> layouts) =>
        new JsonArray([.. layouts.Select(Container)]).ToJsonString(_options) + "\n";

    private static JsonObject Container(CosmosContainerLayout layout)
    {
        var container = new JsonObject
        {
            ["id"] = layout.Name,
            ["partitionKey"] = new JsonObject
            {
                ["paths"] = Texts(layout.PartitionKeyPaths),
                ["kind"] = layout.PartitionKeyPaths.Count == 1 ? "Hash" : "MultiHash",
                ["version"] = 2,
            },
            ["indexingPolicy"] = new JsonObject
            {
                ["indexingMode"] = "consistent",
                ["automatic"] = true,
                ["includedPaths"] = Paths(layout.IncludedPaths),
                ["excludedPaths"] = Paths(layout.ExcludedPaths),
                ["compositeIndexes"] = new JsonArray([.. layout.CompositeIndexes.Select(CompositeIndex)]),
            },
        };
        if (layout.DefaultTimeToLive is { } seconds)
            container["defaultTtl"] = seconds;
        return container;
    }

    private static JsonArray CompositeIndex(IReadOnlyList<CosmosIndexPath> index) =>
    [
        .. index.Select(path => new JsonObject
        {
            ["path"] = path.Path,
            ["order"] = path.Descending ? "descending" : "ascending",
        }),
    ];

    private static JsonArray Texts(IReadOnlyList<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];

    private static JsonArray Paths(IReadOnlyList<string> paths) =>
        [.. paths.Select(path => new JsonObject { ["path"] = path })];
}
