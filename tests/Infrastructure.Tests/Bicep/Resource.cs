using System.Text.Json.Nodes;

namespace Enterprise.Infrastructure.Tests.Bicep;

/// <summary>A resource that a deployment would create. Values that only Azure knows remain expressions.</summary>
internal sealed record Resource(JsonObject Json)
{
    internal string Type => (string)Json["type"]!;

    internal string Id => (string)Json["id"]!;

    /// <summary>The last part of the name.</summary>
    internal string Name => ((string)Json["name"]!).Split('/')[^1];

    internal JsonNode Properties => Json["properties"]!;

    internal string? Text(params string[] path) => At(path)?.GetValue<string>();

    internal JsonNode? At(params string[] path) =>
        path.Aggregate((JsonNode?)Json["properties"], (node, name) => node?[name]);
}
