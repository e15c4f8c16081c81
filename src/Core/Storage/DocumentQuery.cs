namespace Enterprise.Core.Storage;

/// <summary>Which partitions a query looks at.</summary>
/// <param name="Partition">One partition, or with <paramref name="IsPrefix"/> those below it; null for all.</param>
/// <param name="IsPrefix">Whether the partition is the first levels of a hierarchical key.</param>
public readonly record struct Scope(string? Partition, bool IsPrefix = false)
{
    /// <summary>Every partition of the container.</summary>
    public static Scope Everywhere => default;

    /// <summary>One partition.</summary>
    public static Scope In(string partition) => new(partition);

    /// <summary>Every partition whose first level is this.</summary>
    public static Scope Below(string firstLevel) => new(firstLevel, IsPrefix: true);
}

/// <summary>
/// Asks for documents of one kind: the stores filter, sort and cut. Pages go on by key (<see cref="After"/>), never by
/// offset, so that a deep page costs what the first one does.
/// </summary>
public sealed record DocumentQuery<T>(DocumentType<T> Type)
    where T : class
{
    private const int MostItems = 1000;

    /// <summary>Which partitions; all by default.</summary>
    public Scope Scope { get; init; }

    /// <summary>The condition; none by default.</summary>
    public Predicate Where { get; init; } = Predicate.Everything;

    /// <summary>
    /// The sort. The key field is appended to it in the direction of its last field. Null sorts before everything.
    /// </summary>
    public IReadOnlyList<Order> Sort { get; init; } = [];

    /// <summary>How many documents at most: 1 to 1,000.</summary>
    public int Limit
    {
        get;
        init => field = value is >= 1 and <= MostItems
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"A query asks for 1 to {MostItems}.");
    } = 50;

    /// <summary>The sort with the key field at its end, which makes it total.</summary>
    public IReadOnlyList<Order> TotalSort => Sort.Any(order => order.Field == Type.KeyField)
        ? Sort
        : [.. Sort, new Order(Type.KeyField, Sort.Count > 0 && Sort[^1].Descending)];

    /// <summary>The values of <see cref="TotalSort"/> at the document after which the page starts.</summary>
    public IReadOnlyList<FieldValue>? After { get; init; }

    /// <summary>Where a document stands in this query's sort, for <see cref="After"/>.</summary>
    public IReadOnlyList<FieldValue> PositionOf(T value) =>
        [.. TotalSort.Select(order => Type.Value(value, order.Field))];

    /// <summary><see cref="Where"/> and what <see cref="After"/> adds to it: what a store translates.</summary>
    public Predicate Condition() => After is null ? Where : Where & Keyset.After(TotalSort, After);

    /// <summary>
    /// <see cref="Condition"/> as conditions that follow each other in the order of the sort, without alternatives, for
    /// a store that would search an index with alternatives by its first field only.
    /// </summary>
    public IEnumerable<Predicate> ConditionRanges() =>
        After is null ? [Where] : Keyset.Ranges(TotalSort, After).Select(range => Where & range);
}
