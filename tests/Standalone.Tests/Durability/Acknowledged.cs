using System.Text.Json.Nodes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>
/// An entity whose creation was acknowledged. One writer makes one change at a time, so that there is one expected
/// content, or two if the response to the last change is missing.
/// </summary>
internal sealed class Acknowledged(Creation creation, JsonObject response)
{
    internal Creation Creation { get; } = creation;

    internal long Id { get; } = (long)response["id"]!;

    /// <summary>The entity in the last response.</summary>
    internal JsonObject Last { get; set; } = response;

    /// <summary>The number of acknowledged writes.</summary>
    internal int Writes { get; set; } = 1;

    /// <summary>The description of the last change without a response; null if there is none.</summary>
    internal string? Unacknowledged { get; set; }

    internal string Location => Creation.Table switch
    {
        "project" => $"/projects/{Id}",
        var table => $"/projects/{Last["project_id"]}/{table}s/{Id}",
    };

    /// <summary>Compares with the stored entity, whose content is known from now on.</summary>
    internal void CompareWith(JsonObject current)
    {
        if (Unacknowledged is { } description && (string?)current["description"] == description)
        {
            Last["description"] = description;
            Last["updated_at"] = current["updated_at"]!.DeepClone();
            Writes++;
        }

        Assert.True(
            JsonNode.DeepEquals(Last, current),
            $"{Location} was {Last.ToJsonString()} and is {current.ToJsonString()}.");
        Unacknowledged = null;
    }
}
