namespace Enterprise.Core.Storage;

/// <summary>A container of documents: the unit that has one partition key and one indexing policy.</summary>
/// <param name="Name">The container's name, the same on every store.</param>
/// <param name="PartitionLevels">
/// How many levels its partition key has. Levels of a partition's name are separated by <c>/</c>.
/// </param>
public sealed record Container(string Name, int PartitionLevels = 1)
{
    /// <summary>Projects and everything that belongs to one. Partition: <c>project:ID</c>.</summary>
    public static Container Projects { get; } = new("projects");

    /// <summary>
    /// Users with their tokens, teams with their members. Partition: <c>user:ID</c> or <c>team:ID</c>.
    /// </summary>
    public static Container Directory { get; } = new("directory");

    /// <summary>Audit entries and the heads of their chains. Partition: <c>CHAIN/yyyy-MM</c>.</summary>
    public static Container Audit { get; } = new("audit", PartitionLevels: 2);

    /// <summary>Unique names, counters, idempotency records. Partition: the claim.</summary>
    public static Container Claims { get; } = new("claims");

    /// <summary>Deliveries, their state, and what failed for good. Partition: the consumer.</summary>
    public static Container Outbox { get; } = new("outbox");

    /// <summary>Every container.</summary>
    public static IReadOnlyList<Container> All { get; } = [Projects, Directory, Audit, Claims, Outbox];
}
