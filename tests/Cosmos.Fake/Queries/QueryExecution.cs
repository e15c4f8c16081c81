using System.Globalization;
using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>Runs a query over items, if the planner accepts it and an index serves it.</summary>
internal static class QueryExecution
{
    private const int MostItems = 100;

    /// <summary>A page of results, and its continuation if there are more.</summary>
    internal static (List<object?> Results, string? Continuation) Run(
        FakeContainer container,
        IEnumerable<StoredItem> items,
        ReadOnlyMemory<byte> body,
        int? pageSize,
        string? continuation)
    {
        var spec = Json.ParseObject(body);
        var text = (string)spec["query"]!;
        if (QueryPlanner.ErrorOf(text) is { } error)
            throw Refusal.BadRequest(error);
        var parameters = Parameters(spec);
        var query = QueryParser.Parse(text, parameters);
        container.Index.Check([.. query.Sort.Select(order => (order.Path.Text, order.Descending))]);

        var found = items
            .Where(container.IsAlive)
            .Select(item => new Scope(item.Properties, parameters))
            .Where(scope => query.Where is null || query.Where.Of(scope) is true);
        var results = Sorted(query, found)
            .Take(query.Top ?? int.MaxValue)
            .Select(query.Select.Of)
            .Where(result => result != Values.Undefined)
            .ToList();

        var from = continuation is null ? 0 : int.Parse(continuation, CultureInfo.InvariantCulture);
        var page = results.Skip(from).Take(pageSize ?? MostItems).ToList();
        var next = from + page.Count;
        return (page, next < results.Count ? next.ToString(CultureInfo.InvariantCulture) : null);
    }

    private static IEnumerable<Scope> Sorted(Query query, IEnumerable<Scope> scopes)
    {
        if (query.Sort.Count == 0)
            return scopes;
        var comparer = Comparer<object?>.Create(Values.Compare);
        // A composite index has no entry for an item that lacks one of its paths.
        var sorted = scopes
            .Where(scope => query.Sort.All(order => order.Path.Of(scope) != Values.Undefined))
            .Order(Comparer<Scope>.Create((_, _) => 0));
        foreach (var (path, descending) in query.Sort)
        {
            sorted = descending
                ? sorted.ThenByDescending(path.Of, comparer)
                : sorted.ThenBy(path.Of, comparer);
        }

        return sorted;
    }

    private static Dictionary<string, object?> Parameters(Dictionary<string, object?> spec) =>
        (spec.GetValueOrDefault("parameters") as List<object?> ?? [])
            .Cast<Dictionary<string, object?>>()
            .ToDictionary(parameter => (string)parameter["name"]!, parameter => parameter["value"]);
}
