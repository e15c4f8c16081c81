using System.Text;

namespace Enterprise.Cosmos.Fake.Queries;

/// <summary>Compares JSON values as the service does: by type first, texts by their UTF-8 bytes.</summary>
internal static class Values
{
    internal static readonly object Undefined = new();

    internal static int Rank(object? value) => value switch
    {
        null => 1,
        bool => 2,
        double or long => 3,
        string => 4,
        List<object?> => 5,
        Dictionary<string, object?> => 6,
        _ => 0,
    };

    internal static int Compare(object? left, object? right) => (left, right) switch
    {
        (bool l, bool r) => l.CompareTo(r),
        (double l, double r) => l.CompareTo(r),
        (string l, string r) => Encoding.UTF8.GetBytes(l).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(r)),
        _ => Rank(left).CompareTo(Rank(right)),
    };

    internal static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (List<object?> or Dictionary<string, object?>, _) => false,
        _ => left != Undefined && Rank(left) == Rank(right) && Compare(left, right) == 0,
    };
}
