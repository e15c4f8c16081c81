using System.Text.Json.Nodes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>
/// An entity of which at least the creation was acknowledged. Only one writer changes it, and one change at a time, so
/// that there is one content it has to have, or two when the answer to the last change did not come.
/// </summary>
internal sealed class Acknowledged(Creation creation, JsonObject answer)
{
    internal Creation Creation { get; } = creation;

    internal long Id { get; } = (long)answer["id"]!;

    /// <summary>The entity as the last answer had it.</summary>
    internal JsonObject Last { get; set; } = answer;

    /// <summary>How often the answers say that it was written.</summary>
    internal int Writes { get; set; } = 1;

    /// <summary>The description that was asked for last and not answered; null when everything was.</summary>
    internal string? Unanswered { get; set; }

    internal string Location => Creation.Table switch
    {
        "project" => $"/projects/{Id}",
        var table => $"/projects/{Last["project_id"]}/{table}s/{Id}",
    };

    /// <summary>Compares with what is there now, which from here on is known.</summary>
    internal void CompareWith(JsonObject current)
    {
        if (Unanswered is { } description && (string?)current["description"] == description)
        {
            Last["description"] = description;
            Last["updated_at"] = current["updated_at"]!.DeepClone();
            Writes++;
        }

        Assert.True(JsonNode.DeepEquals(Last, current), $"{Location} was {Last.ToJsonString()} and is {current.ToJsonString()}.");
        Unanswered = null;
    }
}
