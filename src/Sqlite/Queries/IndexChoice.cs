using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Queries;

/// <summary>The indexes of a query whose filters and whose sort have indexes, but none that serves both.</summary>
/// <remarks>
/// There are two plans for its page: search a filter's index, read all that it finds and sort that; or scan the sort's
/// index and filter its rows until the page is full. The first is right for ten rows of 100,000, the second for one in
/// four, where it is a thousand times faster. SQLite always takes the first: its planner does not consider that the
/// limit ends the scan, with or without statistics.
/// </remarks>
internal sealed class IndexChoice
{
    private IndexChoice(IReadOnlyList<Predicate> searchable, IReadOnlyList<Predicate> residual)
    {
        Searchable = searchable;
        Residual = residual;
    }

    /// <summary>The conjuncts by which an index other than the sort's could be searched.</summary>
    internal IReadOnlyList<Predicate> Searchable { get; }

    /// <summary>The conjuncts that are checked on each row when the sort's index is scanned.</summary>
    internal IReadOnlyList<Predicate> Residual { get; }

    /// <summary>
    /// The choice for this query; null where there is only one plan, or an index that serves all of it.
    /// </summary>
    internal static IndexChoice? Of<T>(DocumentQuery<T> query)
        where T : class
    {
        // One partition has few rows, and indexes of its own.
        if (query.Scope is { Partition: not null, IsPrefix: false })
            return null;
        var conjuncts = query.Where is All { Parts: var parts } ? parts : [query.Where];
        if (conjuncts.Count == 0)
            return null;
        var sort = query.TotalSort;
        var constant = ConstantsOf(conjuncts);
        var residual = new List<Predicate>(conjuncts.Count);
        var searchable = new List<Predicate>(conjuncts.Count);
        foreach (var conjunct in conjuncts)
        {
            var field = FieldOf(conjunct);
            if (SearchesSortIndex(field, sort, constant))
                continue;
            residual.Add(conjunct);
            if (field is not null && LeadsIndex(field, query.Type))
                searchable.Add(conjunct);
        }

        return searchable.Count > 0 && IsSortServedAlone(query.Type, sort, constant)
            ? new IndexChoice(searchable, residual)
            : null;
    }

    /// <summary>The fields that have the same value in every document that the query finds.</summary>
    private static List<Field> ConstantsOf(IReadOnlyList<Predicate> conjuncts)
    {
        var constant = new List<Field>();
        foreach (var conjunct in conjuncts)
        {
            if (conjunct is Compare { Comparison: Comparison.Equal } compare)
                constant.Add(compare.Field);
        }

        return constant;
    }

    private static Field? FieldOf(Predicate conjunct) => conjunct switch
    {
        Compare compare => compare.Field,
        In @in => @in.Field,
        IsNull isNull => isNull.Field,
        _ => null,
    };

    /// <summary>Whether the field is the sort's first, or the next when those before it are constant.</summary>
    private static bool SearchesSortIndex(Field? field, IReadOnlyList<Order> sort, List<Field> constant)
    {
        foreach (var order in sort)
        {
            if (order.Field == field)
                return true;
            if (!constant.Contains(order.Field))
                return false;
        }

        return false;
    }

    private static bool LeadsIndex(Field field, DocumentType type)
    {
        foreach (var index in type.Indexes)
        {
            if (!index.WithinPartition && index.Fields[0].Field == field)
                return true;
        }

        return false;
    }

    /// <summary>Whether an index has the order of the sort, and none has it and a constant field too.</summary>
    private static bool IsSortServedAlone(DocumentType type, IReadOnlyList<Order> sort, List<Field> constant)
    {
        var isServed = false;
        foreach (var index in type.Indexes)
        {
            var isInOrder = IsInOrder(index, sort, constant, reversed: false)
                || IsInOrder(index, sort, constant, reversed: true);
            if (index.WithinPartition || !isInOrder)
                continue;

            foreach (var order in index.Fields)
            {
                if (constant.Contains(order.Field) && !Has(sort, order.Field))
                    return false;
            }

            isServed = true;
        }

        return isServed;
    }

    /// <summary>
    /// Whether the rows of an index are in the order of the sort, in which constant fields don't count.
    /// </summary>
    private static bool IsInOrder(
        DocumentIndex index, IReadOnlyList<Order> sort, List<Field> constant, bool reversed)
    {
        var next = 0;
        foreach (var order in sort)
        {
            if (constant.Contains(order.Field))
                continue;
            while (next < index.Fields.Count && constant.Contains(index.Fields[next].Field))
                next++;
            if (next == index.Fields.Count
                || index.Fields[next].Field != order.Field
                || index.Fields[next].Descending != (order.Descending ^ reversed))
            {
                return false;
            }

            next++;
        }

        return next > 0;
    }

    private static bool Has(IReadOnlyList<Order> sort, Field field)
    {
        foreach (var order in sort)
        {
            if (order.Field == field)
                return true;
        }

        return false;
    }
}
