namespace Enterprise.Core.Storage;

/// <summary>
/// The condition under which a document comes after a position in a sort ("keyset pagination"), with null before
/// every value.
/// </summary>
internal static class Keyset
{
    /// <summary>The condition as one predicate.</summary>
    internal static Predicate After(IReadOnlyList<Order> sort, IReadOnlyList<FieldValue> position)
    {
        var after = Predicate.Nothing;
        foreach (var (equal, beyond) in Alternatives(sort, position))
            after |= equal & beyond.Aggregate(Predicate.Nothing, (all, one) => all | one);
        return Bound(sort[0], position[0]) & after;
    }

    /// <summary>
    /// The condition as conjunctions that follow each other in the sort's order: all but the last field equal, then all
    /// but the last two, and so on.
    /// </summary>
    internal static IEnumerable<Predicate> Ranges(IReadOnlyList<Order> sort, IReadOnlyList<FieldValue> position) =>
        from alternative in Alternatives(sort, position).AsEnumerable().Reverse()
        from beyond in alternative.Beyond
        select alternative.Equal & beyond;

    /// <summary>
    /// For each field of the sort: the fields before it equal to the position, and it beyond the position, in the
    /// sort's order.
    /// </summary>
    private static List<(Predicate Equal, IReadOnlyList<Predicate> Beyond)> Alternatives(
        IReadOnlyList<Order> sort, IReadOnlyList<FieldValue> position)
    {
        if (sort.Count != position.Count)
            throw new ArgumentException("A position has one value for each field of the sort.", nameof(position));

        var alternatives = new List<(Predicate, IReadOnlyList<Predicate>)>(sort.Count);
        var equal = Predicate.Everything;
        for (var i = 0; i < sort.Count; i++)
        {
            alternatives.Add((equal, Beyond(sort[i], position[i])));
            equal &= position[i].IsNull ? new IsNull(sort[i].Field) : Predicate.Equal(sort[i].Field, position[i]);
        }

        return alternatives;
    }

    private static IReadOnlyList<Predicate> Beyond(
        Order order,
        FieldValue value) => (order.Descending, value.IsNull) switch
        {
            (false, false) => [new Compare(order.Field, Comparison.Greater, value)],
            (false, true) => [new IsNull(order.Field, Negated: true)],
            (true, false) => [new Compare(order.Field, Comparison.Less, value), new IsNull(order.Field)],
            (true, true) => [],
        };

    /// <summary>Implied by the alternatives, and the form in which an index can be entered at the position.</summary>
    private static Predicate Bound(Order first, FieldValue value) => (first.Descending, value.IsNull) switch
    {
        (false, false) => new Compare(first.Field, Comparison.GreaterOrEqual, value),
        (true, true) => new IsNull(first.Field),
        _ => Predicate.Everything,
    };
}
