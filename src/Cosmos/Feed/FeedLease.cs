using System.Text.Json.Nodes;
using Enterprise.Cosmos.Items;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Feed;

/// <summary>A document of the SDK's: how far a consumer is in a part of a container's feed.</summary>
internal sealed class FeedLease(JsonObject document)
{
    private const string Token = "LeaseToken";
    private const string Owner = "Owner";

    internal string Id => (string)document[ItemProperties.Id]!;

    /// <summary>The part of the feed.</summary>
    internal FeedRange Range => FeedRange.FromJsonString(document["FeedRange"]!.ToJsonString());

    /// <summary>The continuation token; null where nothing was handled yet.</summary>
    internal string? Position => (string?)document["ContinuationToken"];

    /// <summary>Whether a document of the leases' container is a lease, and not a processor's lock or marker.</summary>
    internal static bool Is(JsonObject document) => document.ContainsKey(Token);

    /// <summary>A lease of the same position under another id, which no processor owns.</summary>
    internal JsonObject CopyTo(string id)
    {
        var copy = new JsonObject();
        foreach (var (name, value) in document)
        {
            // What begins so is the service's own.
            if (!name.StartsWith('_'))
                copy.Add(name, value?.DeepClone());
        }

        copy[ItemProperties.Id] = id;
        copy[Owner] = null;
        return copy;
    }
}
