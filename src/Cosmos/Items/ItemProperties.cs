namespace Enterprise.Cosmos.Items;

/// <summary>The properties of an item, besides those of its partition.</summary>
internal static class ItemProperties
{
    internal const string Id = "id";
    internal const string Kind = "kind";

    /// <summary>The token of the commit that wrote the item last; see <see cref="CommitRetry"/>.</summary>
    internal const string Commit = "commit";

    internal const string Fields = "f";
    internal const string Data = "data";
    internal const string TimeToLive = "ttl";
    internal const string ETag = "_etag";
}
