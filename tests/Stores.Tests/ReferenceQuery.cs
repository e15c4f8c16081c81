using System.Text;
using Enterprise.Core.Storage;

namespace Enterprise.Stores.Tests;

/// <summary>Evaluates a query in memory, without regard to cost: the stores are compared with this.</summary>
internal static class ReferenceQuery
{
    /// <summary>Every document that matches, in order, as if there were no limit.</summary>
    internal static List<T> Evaluate<T>(DocumentQuery<T> query, IEnumerable<(string Partition, T Value)> documents)
        where T : class
    {
        var found = documents
            .Where(document => IsIn(query.Scope, document.Partition))
            .Select(document => document.Value)
            .Where(value => Matches(query.Type, value, query.Where))
            .ToList();
        found.Sort((one, other) => query.TotalSort
            .Select(order => Compare(query.Type, one, other, order))
            .FirstOrDefault(difference => difference != 0));
        return found;
    }

    private static bool IsIn(Scope scope, string partition) =>
        scope.Partition is null
        || (scope.IsPrefix ? partition.Split('/')[0] == scope.Partition : partition == scope.Partition);

    private static bool Matches<T>(DocumentType<T> type, T value, Predicate predicate)
        where T : class => predicate switch
        {
            All all => all.Parts.All(part => Matches(type, value, part)),
            Any any => any.Parts.Any(part => Matches(type, value, part)),
            IsNull isNull => type.Value(value, isNull.Field).IsNull != isNull.Negated,
            Contains contains => type.Value(value, contains.Field) is { IsNull: false } set
                && set.Set.Contains(contains.Text),
            HasSubstring substring => type.Value(value, substring.Field) is { IsNull: false } text
                && text.Text.Contains(substring.Text, StringComparison.Ordinal),
            In @in => type.Value(value, @in.Field) is { IsNull: false } scalar
                && @in.Values.Any(one => Compare(one, scalar) == 0),
            Compare compare => type.Value(value, compare.Field) is { IsNull: false } scalar
                && Holds(compare.Comparison, Compare(scalar, compare.Value)),
            _ => throw new NotSupportedException(predicate.GetType().Name),
        };

    private static bool Holds(Comparison comparison, int difference) => comparison switch
    {
        Comparison.Equal => difference == 0,
        Comparison.Less => difference < 0,
        Comparison.LessOrEqual => difference <= 0,
        Comparison.Greater => difference > 0,
        _ => difference >= 0,
    };

    private static int Compare<T>(DocumentType<T> type, T one, T other, Order order)
        where T : class
    {
        var difference = Compare(type.Value(one, order.Field), type.Value(other, order.Field));
        return order.Descending ? -difference : difference;
    }

    private static int Compare(FieldValue one, FieldValue other) => (one.IsNull, other.IsNull) switch
    {
        (true, true) => 0,
        (true, false) => -1,
        (false, true) => 1,
        _ => one.Kind switch
        {
            FieldKind.Integer => one.Integer.CompareTo(other.Integer),
            FieldKind.Real => one.Real.CompareTo(other.Real),
            _ => Encoding.UTF8.GetBytes(one.Text).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(other.Text)),
        },
    };
}
