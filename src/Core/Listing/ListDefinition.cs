using Enterprise.Core.Storage;

namespace Enterprise.Core.Listing;

/// <summary>A field that a list can be sorted by.</summary>
/// <param name="Name">The name in <c>sort</c>.</param>
/// <param name="Field">The field.</param>
public sealed record ListSort(string Name, Field Field)
{
    public static ListSort By(Field field) => new(field.Name, field);
}

/// <summary>What a list can be asked: its filters, its sorts, what can be embedded in its items.</summary>
public abstract record ListDefinition
{
    /// <summary>How many items a page has unless asked for otherwise.</summary>
    public const int DefaultLimit = 50;

    /// <summary>How many items a page has at most.</summary>
    public const int LargestLimit = 200;

    /// <summary>The list's name, which binds its cursors to it.</summary>
    public required string Name { get; init; }

    /// <summary>The query parameters that narrow it.</summary>
    public required IReadOnlyList<ListFilter> Filters { get; init; }

    /// <summary>What it can be sorted by.</summary>
    public required IReadOnlyList<ListSort> Sorts { get; init; }

    /// <summary>The sort when none is asked for.</summary>
    public required IReadOnlyList<Order> DefaultSort { get; init; }

    /// <summary>The names of related entities that can be embedded with <c>expand</c>.</summary>
    public IReadOnlyList<string> Expansions { get; init; } = [];

    /// <summary>
    /// Whether the store has an index that serves this sort. A sort by two fields has one only where it is declared;
    /// the others are refused rather than sorted at a cost that grows with the data.
    /// </summary>
    internal abstract bool IsServed(IReadOnlyList<Order> sort);
}

/// <inheritdoc cref="ListDefinition"/>
public sealed record ListDefinition<T>(DocumentType<T> Type) : ListDefinition
    where T : class
{
    internal override bool IsServed(IReadOnlyList<Order> sort)
    {
        if (sort.Count == 1)
            return true;
        var total = new DocumentQuery<T>(Type) { Sort = sort }.TotalSort;
        return Type.Indexes.Any(
            index => Matches(index.Fields, total, reversed: false) || Matches(index.Fields, total, reversed: true));
    }

    private static bool Matches(IReadOnlyList<Order> index, IReadOnlyList<Order> sort, bool reversed) =>
        index.Count == sort.Count
        && index.Zip(sort).All(pair =>
            pair.First.Field == pair.Second.Field && pair.First.Descending == (pair.Second.Descending ^ reversed));
}
