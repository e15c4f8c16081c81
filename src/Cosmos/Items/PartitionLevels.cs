using System.Globalization;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Items;

/// <summary>
/// A partition's name as Cosmos DB's partition key: one property <c>partition</c>, or a property for each level of a
/// hierarchical key.
/// </summary>
internal static class PartitionLevels
{
    internal const char Separator = '/';

    /// <summary>The item's properties that hold the levels, outermost first.</summary>
    internal static IReadOnlyList<string> Properties(Container container) => container.PartitionLevels == 1
        ? ["partition"]
        : [.. Enumerable.Range(1, container.PartitionLevels).Select(Name)];

    internal static string[] Split(Container container, string partition)
    {
        var levels = partition.Split(Separator, container.PartitionLevels);
        return levels.Length == container.PartitionLevels
            ? levels
            : throw new ArgumentException(
                $"A partition of {container.Name} has {container.PartitionLevels} levels, not {partition}.",
                nameof(partition));
    }

    internal static PartitionKey Key(Container container, string partition) => Key(Split(container, partition));

    /// <summary>The key of the first levels, for queries of everything below them.</summary>
    internal static PartitionKey Prefix(Container container, string prefix)
    {
        var levels = prefix.Split(Separator, container.PartitionLevels);
        return levels.Length < container.PartitionLevels
            ? Key(levels)
            : throw new ArgumentException($"Nothing of {container.Name} is below {prefix}.", nameof(prefix));
    }

    private static PartitionKey Key(string[] levels)
    {
        var key = new PartitionKeyBuilder();
        foreach (var level in levels)
            key.Add(level);
        return key.Build();
    }

    private static string Name(int level) => string.Create(CultureInfo.InvariantCulture, $"partition{level}");
}
