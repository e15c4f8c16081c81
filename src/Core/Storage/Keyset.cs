namespace Enterprise.Core.Storage;

/// <summary>
/// The condition under which a document comes after a position in a sort ("keyset pagination"), with null before
/// every value.
/// </summary>
internal static class Keyset
{
    internal static Predicate After(IReadOnlyList<Order> sort, IReadOnlyList<FieldValue> position)
    {
        if (sort.Count != position.Count)
            throw new ArgumentException("A position has one value for each field of the sort.", nameof(position));

        var alternatives = Predicate.Nothing;
        var equalSoFar = Predicate.Everything;
        for (var i = 0; i < sort.Count; i++)
        {
            var (field, descending) = (sort[i].Field, sort[i].Descending);
            var beyond = position[i] switch
            {
                { IsNull: true } when descending => Predicate.Nothing,
                { IsNull: true } => new IsNull(field, Negated: true),
                var value when descending => new Compare(field, Comparison.Less, value) | new IsNull(field),
                var value => new Compare(field, Comparison.Greater, value),
            };
            alternatives |= equalSoFar & beyond;
            equalSoFar &= position[i].IsNull ? new IsNull(field) : Predicate.Equal(field, position[i]);
        }

        return Bound(sort[0], position[0]) & alternatives;
    }

    /// <summary>Implied by the alternatives, and the form in which an index can be entered at the position.</summary>
    private static Predicate Bound(Order first, FieldValue value) => (first.Descending, value.IsNull) switch
    {
        (false, false) => new Compare(first.Field, Comparison.GreaterOrEqual, value),
        (true, true) => new IsNull(first.Field),
        _ => Predicate.Everything,
    };
}
