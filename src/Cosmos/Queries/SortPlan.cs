using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Queries;

/// <summary>
/// Which composite index serves a sort. Cosmos DB serves an ORDER BY of several properties only from a composite index
/// over exactly these, in these directions or all of them reversed. Every index of ours begins with the kind and ends
/// with the key field, so that it serves a <see cref="DocumentQuery{T}.TotalSort"/>; leading fields that the query
/// compares for equality are sorted by too, which does not change the order but lets the index serve it.
/// </summary>
internal static class SortPlan
{
    /// <summary>The indexes of a type: those it declares and the one over its key, each made total.</summary>
    internal static IReadOnlyList<IReadOnlyList<Order>> Indexes(DocumentType type) =>
    [
        [new Order(type.KeyField)],
        .. type.Indexes.Select(index => Total(index.Fields, type.KeyField)),
    ];

    /// <summary>The properties to sort by, after the kind, which goes in the direction of the first of them.</summary>
    internal static IReadOnlyList<Order> For(DocumentType type, IReadOnlyList<Order> sort, Predicate where)
    {
        foreach (var order in sort)
            FieldRules.CheckScalar(type, order.Field);
        var total = Total(sort, type.KeyField);
        var equal = EqualFields(where).ToHashSet();
        return Indexes(type)
            .OrderByDescending(index => index.Count)
            .Select(index => Serve(index, total, equal))
            .FirstOrDefault(order => order is not null)
            ?? throw new ArgumentException(
                $"No index of {type.Kind} serves the sort {Describe(sort)}: declare it in the type's Indexes.");
    }

    // Fields after a unique one do not change the order.
    private static List<Order> Total(IReadOnlyList<Order> sort, Field key)
    {
        var total = new List<Order>();
        foreach (var order in sort)
        {
            total.Add(order);
            if (order.Field == key)
                return total;
        }

        total.Add(new Order(key, total.Count > 0 && total[^1].Descending));
        return total;
    }

    private static List<Order>? Serve(IReadOnlyList<Order> index, List<Order> sort, HashSet<Field> equal)
    {
        var leading = index.Count - sort.Count;
        if (leading < 0 || !index.Take(leading).All(order => equal.Contains(order.Field)))
            return null;

        var reversed = index[leading].Descending != sort[0].Descending;
        List<Order> order = reversed ? [.. index.Select(Reverse)] : [.. index];
        return order.Skip(leading).SequenceEqual(sort) ? order : null;
    }

    private static Order Reverse(Order order) => order with { Descending = !order.Descending };

    private static IEnumerable<Field> EqualFields(Predicate where) => where switch
    {
        Compare { Comparison: Comparison.Equal } compare => [compare.Field],
        IsNull { Negated: false, Field.Kind: not FieldKind.TextSet } isNull => [isNull.Field],
        All all => all.Parts.SelectMany(EqualFields),
        _ => [],
    };

    private static string Describe(IReadOnlyList<Order> sort) =>
        string.Join(", ", sort.Select(order => (order.Descending ? "-" : "") + order.Field.Name));
}
