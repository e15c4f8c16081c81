using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Queries;

/// <summary>A query whose filters and whose sort have indexes, but none that serves both.</summary>
/// <remarks>
/// Two ways lead to its page: enter a filter's index, read all that it finds and sort that; or walk the sort's index and
/// check the rows until the page is full. The first is right for ten rows of 100,000, the second for one in four, where
/// it is a thousand times faster. SQLite always takes the first: its planner does not count on the limit's ending the
/// walk, with or without statistics.
/// </remarks>
internal sealed class Crossing
{
    private Crossing(IReadOnlyList<Predicate> filters, IReadOnlyList<Predicate> beside)
    {
        Filters = filters;
        BesideSort = beside;
    }

    /// <summary>The conjuncts by which an index could be entered instead of the sort's.</summary>
    internal IReadOnlyList<Predicate> Filters { get; }

    /// <summary>The conjuncts that are only checked on the rows when the sort's index is walked.</summary>
    internal IReadOnlyList<Predicate> BesideSort { get; }

    /// <summary>The two ways of this query; null when there is but one, or an index that serves all of it.</summary>
    internal static Crossing? Of<T>(DocumentQuery<T> query)
        where T : class
    {
        // One partition is narrow enough, and has indexes of its own.
        if (query.Scope is { Partition: not null, IsPrefix: false })
            return null;
        var conjuncts = query.Where is All { Parts: var parts } ? parts : [query.Where];
        if (conjuncts.Count == 0)
            return null;
        var sort = query.TotalSort;
        var constant = ConstantsOf(conjuncts);
        var beside = new List<Predicate>(conjuncts.Count);
        var filters = new List<Predicate>(conjuncts.Count);
        foreach (var conjunct in conjuncts)
        {
            var field = FieldOf(conjunct);
            if (EntersSort(field, sort, constant))
                continue;
            beside.Add(conjunct);
            if (field is not null && LeadsIndex(field, query.Type))
                filters.Add(conjunct);
        }

        return filters.Count > 0 && IsSortServedAlone(query.Type, sort, constant)
            ? new Crossing(filters, beside)
            : null;
    }

    /// <summary>The fields that have one value only in what the query finds.</summary>
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
    private static bool EntersSort(Field? field, IReadOnlyList<Order> sort, List<Field> constant)
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

    private static bool IsSortServedAlone(
        DocumentType type, IReadOnlyList<Order> sort, List<Field> constant)
    {
        var isServed = false;
        foreach (var index in type.Indexes)
        {
            if (index.WithinPartition
                || !(IsInOrder(index, sort, constant, reversed: false) || IsInOrder(index, sort, constant, reversed: true)))
            {
                continue;
            }

            foreach (var order in index.Fields)
            {
                if (constant.Contains(order.Field) && !Has(sort, order.Field))
                    return false;
            }

            isServed = true;
        }

        return isServed;
    }

    /// <summary>Whether rows come in the order of the sort; constant fields have no part in it.</summary>
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
