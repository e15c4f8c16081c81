using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>
/// Microsoft's query planner, which comes with the SDK: it validates a query's text as the service does, and makes the
/// plan that the gateway would.
/// </summary>
public static class QueryPlanner
{
    private static readonly Lazy<NativePlanner> Native =
        new(() => new NativePlanner(JsonSerializer.Serialize(AccountDescription.QueryEngine)));

    private static readonly ConcurrentDictionary<string, string?> Errors = new();

    /// <summary>The error with which the service would refuse a query's text; null for a valid one.</summary>
    public static string? ErrorOf(string query) => Errors.GetOrAdd(query, Validate);

    /// <summary>The plan of a query; an invalid text is refused.</summary>
    internal static byte[] Plan(ReadOnlyMemory<byte> querySpec, IReadOnlyList<string> keyPaths)
    {
        var (succeeded, json) = Native.Value.Plan(Encoding.UTF8.GetString(querySpec.Span), keyPaths);
        if (!succeeded)
            throw Refusal.BadRequest(json);
        var plan = Json.ParseObject(Encoding.UTF8.GetBytes(json));
        // All ranges, whatever the condition on the partition key: the store names the partition itself.
        plan["queryRanges"] = new List<object?>
        {
            new Dictionary<string, object?>
            {
                ["min"] = "",
                ["max"] = "FF",
                ["isMinInclusive"] = true,
                ["isMaxInclusive"] = false,
            },
        };
        return Json.Bytes(plan);
    }

    private static string? Validate(string query)
    {
        var spec = Encoding.UTF8.GetString(Json.Bytes(new Dictionary<string, object?> { ["query"] = query }));
        var (succeeded, json) = Native.Value.Plan(spec, ["/id"]);
        return succeeded ? null : json;
    }
}
