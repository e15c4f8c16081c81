using System.Globalization;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>A request to the gateway, in the process or over HTTP.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Endpoint">Scheme and authority under which the account was addressed.</param>
/// <param name="Path">The path, unescaped, without slashes at its ends.</param>
/// <param name="Headers">The headers, by name in any case.</param>
/// <param name="Body">The body.</param>
public sealed record GatewayRequest(
    string Method, Uri Endpoint, string Path, IReadOnlyDictionary<string, string> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Whether it is a transactional batch.</summary>
    public bool IsBatch => IsTrue("x-ms-cosmos-is-batch-request");

    internal bool IsQuery => IsTrue("x-ms-documentdb-isquery") || IsTrue("x-ms-documentdb-query")
        || Header("Content-Type")?.StartsWith("application/query+json", StringComparison.Ordinal) == true;

    internal bool IsQueryPlan => IsTrue("x-ms-cosmos-is-query-plan-request");

    internal bool IsUpsert => IsTrue("x-ms-documentdb-is-upsert");

    internal bool IsChangeFeed =>
        string.Equals(Header("A-IM"), "Incremental feed", StringComparison.OrdinalIgnoreCase);

    internal int? MaxItemCount => Header("x-ms-max-item-count") is { } text
        && int.Parse(text, CultureInfo.InvariantCulture) is > 0 and var count ? count : null;

    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    private bool IsTrue(string name) => string.Equals(Header(name), "true", StringComparison.OrdinalIgnoreCase);
}
