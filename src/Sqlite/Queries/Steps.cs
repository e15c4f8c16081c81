using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Queries;

/// <summary>
/// Cuts "after this position in the sort" into conditions that follow each other in the sort's order, each of which an
/// index can be entered at exactly: all but the last field equal, then all but the last two, and so on.
/// </summary>
/// <remarks>
/// One condition with alternatives (<see cref="DocumentQuery{T}.Condition"/>) means the same, but SQLite would enter
/// the index at the first field only: a page deep inside a million projects of one priority would read all before it,
/// and descending, where null comes last, every page would start at the top. Most pages are filled by the first step.
/// </remarks>
internal static class Steps
{
    internal static IEnumerable<Predicate> Of<T>(DocumentQuery<T> query)
        where T : class
    {
        if (query.After is not { } position)
        {
            yield return query.Where;
            yield break;
        }

        var sort = query.TotalSort;
        if (sort.Count != position.Count)
            throw new ArgumentException("A position has one value for each field of the sort.", nameof(query));
        for (var fixedFields = sort.Count - 1; fixedFields >= 0; fixedFields--)
        {
            var equal = query.Where;
            for (var i = 0; i < fixedFields; i++)
                equal &= Equal(sort[i].Field, position[i]);
            foreach (var beyond in Beyond(sort[fixedFields], position[fixedFields]))
                yield return equal & beyond;
        }
    }

    private static Predicate Equal(Field field, FieldValue value) =>
        value.IsNull ? new IsNull(field) : Predicate.Equal(field, value);

    private static IEnumerable<Predicate> Beyond(Order order, FieldValue value)
    {
        if (!order.Descending)
        {
            yield return value.IsNull
                ? new IsNull(order.Field, Negated: true)
                : new Compare(order.Field, Comparison.Greater, value);
        }
        else if (!value.IsNull)
        {
            yield return new Compare(order.Field, Comparison.Less, value);
            yield return new IsNull(order.Field);
        }
    }
}
