using Enterprise.Core.Storage;
using Enterprise.Cosmos.Items;
using Enterprise.Cosmos.Queries;

namespace Enterprise.Cosmos.Layout;

/// <summary>One path of a composite index, such as <c>/f/name</c>.</summary>
public sealed record CosmosIndexPath(string Path, bool Descending);

/// <summary>A container as Cosmos DB needs it; deployment templates are compared with it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PartitionKeyPaths">The levels of its partition key; several make it hierarchical.</param>
/// <param name="IncludedPaths">What is indexed.</param>
/// <param name="ExcludedPaths">What is not.</param>
/// <param name="CompositeIndexes">The indexes that serve sorts.</param>
/// <param name="DefaultTimeToLive">-1 where items with a time to live expire; null where none do.</param>
public sealed record CosmosContainerLayout(
    string Name,
    IReadOnlyList<string> PartitionKeyPaths,
    IReadOnlyList<string> IncludedPaths,
    IReadOnlyList<string> ExcludedPaths,
    IReadOnlyList<IReadOnlyList<CosmosIndexPath>> CompositeIndexes,
    int? DefaultTimeToLive);

/// <summary>Derives the containers from the declarations in <c>Core</c>.</summary>
public static class CosmosLayout
{
    /// <summary>
    /// The container of the leases, which have the positions of the change feed's consumers. Items can have a time to
    /// live: the lock of a process that ended while it prepared its leases would otherwise block every other process.
    /// </summary>
    public static CosmosContainerLayout Leases { get; } =
        new("leases", ["/id"], ["/*"], ["/\"_etag\"/?"], [], DefaultTimeToLive: -1);

    // Limits of the service.
    private const int MostIndexes = 100;
    private const int MostPaths = 8;

    /// <summary>Every container that these types live in, and the one of the leases, by name.</summary>
    public static IReadOnlyList<CosmosContainerLayout> Of(IReadOnlyList<DocumentType> types) =>
    [
        .. types
            .GroupBy(type => type.Container, Of)
            .Append(Leases)
            .OrderBy(layout => layout.Name, StringComparer.Ordinal),
    ];

    private static CosmosContainerLayout Of(Container container, IEnumerable<DocumentType> ofContainer)
    {
        List<DocumentType> types = [.. ofContainer];
        return new CosmosContainerLayout(
            container.Name,
            [.. PartitionLevels.Properties(container).Select(name => $"/{name}")],
            [$"/{ItemProperties.Kind}/?", .. types.SelectMany(Paths).Distinct().Order(StringComparer.Ordinal)],
            ["/*"],
            CompositeIndexes(container, types),
            DefaultTimeToLive: -1);
    }

    private static IEnumerable<string> Paths(DocumentType type)
    {
        foreach (var field in type.Fields)
        {
            yield return $"{Path(field)}/?";
            if (field.Kind == FieldKind.TextSet)
                yield return $"{Path(field)}/[]/?";
        }
    }

    // Kinds share an index over fields of the same names, in either direction.
    private static List<IReadOnlyList<CosmosIndexPath>> CompositeIndexes(Container container, List<DocumentType> types)
    {
        var indexes = new Dictionary<string, IReadOnlyList<CosmosIndexPath>>();
        foreach (var index in types.SelectMany(SortPlan.Indexes).Select(CompositeIndex))
        {
            if (index.Count > MostPaths)
                throw new ArgumentException($"An index of {container.Name} has over {MostPaths} paths.", nameof(types));
            if (!indexes.ContainsKey(Text(index, reversed: true)))
                indexes.TryAdd(Text(index, reversed: false), index);
        }

        return indexes.Count <= MostIndexes
            ? [.. indexes.OrderBy(index => index.Key, StringComparer.Ordinal).Select(index => index.Value)]
            : throw new ArgumentException($"{container.Name} has over {MostIndexes} indexes.", nameof(types));
    }

    private static List<CosmosIndexPath> CompositeIndex(IReadOnlyList<Order> index) =>
    [
        new($"/{ItemProperties.Kind}", index[0].Descending),
        .. index.Select(order => new CosmosIndexPath(Path(order.Field), order.Descending)),
    ];

    private static string Text(IReadOnlyList<CosmosIndexPath> index, bool reversed) =>
        string.Join(' ', index.Select(path => path.Path + (path.Descending != reversed ? "-" : "+")));

    private static string Path(Field field) => $"/{ItemProperties.Fields}/{field.Name}";
}
