namespace Enterprise.Cosmos.Fake.Storage;

/// <summary>Which sorts a container's indexes serve.</summary>
internal sealed class IndexingPolicy
{
    private const int MostPaths = 8;

    private readonly HashSet<string> _included;
    private readonly HashSet<string> _composites = [];

    internal IndexingPolicy(Dictionary<string, object?> container)
    {
        var policy = (Dictionary<string, object?>)container["indexingPolicy"]!;
        _included = [.. Paths(policy, "includedPaths")];
        if (!_included.Contains("/*") && !Paths(policy, "excludedPaths").Contains("/*"))
            throw Refusal.BadRequest("The special mandatory indexing path \"/\" is not provided in any of the paths.");
        foreach (var composite in List(policy, "compositeIndexes").Cast<List<object?>>())
            Add([.. composite.Cast<Dictionary<string, object?>>()]);
    }

    /// <summary>Refuses a sort that no index serves.</summary>
    internal void Check(IReadOnlyList<(string Path, bool Descending)> sort)
    {
        if (sort.Count == 1 && !_included.Contains("/*") && !_included.Contains($"{sort[0].Path}/?"))
        {
            throw Refusal.BadRequest(
                "The order-by item requires a range index to be defined on the corresponding index path "
                + $"{sort[0].Path}.");
        }

        if (sort.Count > 1 && !_composites.Contains(Text(sort)))
        {
            throw Refusal.BadRequest(
                "The order by query does not have a corresponding composite index that it can be served from: "
                + Text(sort));
        }
    }

    /// <summary>The policy with what the service adds.</summary>
    internal static Dictionary<string, object?> Completed(Dictionary<string, object?> container)
    {
        var policy = container.GetValueOrDefault("indexingPolicy") as Dictionary<string, object?> ?? [];
        var included = List(policy, "includedPaths");
        var excluded = List(policy, "excludedPaths");
        if (included.Count == 0 && excluded.Count == 0)
            included = [Path("/*")];
        if (!Paths(policy, "excludedPaths").Contains("/\"_etag\"/?"))
            excluded = [.. excluded, Path("/\"_etag\"/?")];
        return new Dictionary<string, object?>(policy)
        {
            ["indexingMode"] = "consistent",
            ["automatic"] = true,
            ["includedPaths"] = included,
            ["excludedPaths"] = excluded,
        };
    }

    private void Add(List<Dictionary<string, object?>> paths)
    {
        if (paths.Count is < 2 or > MostPaths)
            throw Refusal.BadRequest($"A composite index has 2 to {MostPaths} paths.");
        List<(string Path, bool Descending)> index =
        [
            .. paths.Select(path => ((string)path["path"]!, path.GetValueOrDefault("order") as string == "descending")),
        ];
        _composites.Add(Text(index));
        _composites.Add(Text([.. index.Select(path => (path.Path, !path.Descending))]));
    }

    private static string Text(IReadOnlyList<(string Path, bool Descending)> index) =>
        string.Join(", ", index.Select(path => $"{path.Path} {(path.Descending ? "DESC" : "ASC")}"));

    private static Dictionary<string, object?> Path(string path) => new() { ["path"] = path };

    private static IEnumerable<string> Paths(Dictionary<string, object?> policy, string name) =>
        List(policy, name).Cast<Dictionary<string, object?>>().Select(path => (string)path["path"]!);

    private static List<object?> List(Dictionary<string, object?> policy, string name) =>
        policy.GetValueOrDefault(name) as List<object?> ?? [];
}
