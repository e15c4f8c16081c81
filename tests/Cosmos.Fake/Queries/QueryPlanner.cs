using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>
/// Microsoft's query planner, which comes with the SDK: it tells whether the service would take a query's text, and
/// makes the plan that the gateway would.
/// </summary>
public static class QueryPlanner
{
    private static readonly Lazy<NativePlanner> Native =
        new(() => new NativePlanner(JsonSerializer.Serialize(AccountDescription.QueryEngine)));

    private static readonly ConcurrentDictionary<string, string?> Complaints = new();

    /// <summary>What the service would say against a query's text; null for nothing.</summary>
    public static string? Complaint(string query) => Complaints.GetOrAdd(query, Ask);

    /// <summary>The plan of a query; a text that the service does not take is refused.</summary>
    internal static byte[] Plan(ReadOnlyMemory<byte> querySpec, IReadOnlyList<string> keyPaths)
    {
        var (succeeded, json) = Native.Value.Plan(Encoding.UTF8.GetString(querySpec.Span), keyPaths);
        if (!succeeded)
            throw Refusal.BadRequest(json);
        var plan = Json.ParseObject(Encoding.UTF8.GetBytes(json));
        // What a condition on the partition key narrows does not matter to us: the store names the partition itself.
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

    private static string? Ask(string query)
    {
        var spec = Encoding.UTF8.GetString(Json.Bytes(new Dictionary<string, object?> { ["query"] = query }));
        var (succeeded, json) = Native.Value.Plan(spec, ["/id"]);
        return succeeded ? null : json;
    }
}
