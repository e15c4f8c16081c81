using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Queries;

/// <summary>
/// Which parts of a statement SQLite's planner sees: what is hidden from it (by a plus) is checked on rows, but no index
/// is entered by it and no index read for it.
/// </summary>
internal abstract class Route
{
    private Route()
    {
    }

    /// <summary>The planner decides.</summary>
    internal static Route Any { get; } = new Unrestricted();

    /// <summary>Whether the sort is hidden, so that no index is read for its order.</summary>
    internal virtual bool HidesSort => false;

    /// <summary>In the order of the sort: what is left to enter an index by are its own fields.</summary>
    internal static Route AlongSort(IReadOnlyList<Predicate> hidden) => new Along(hidden);

    /// <summary>By the index that this conjunct enters.</summary>
    internal static Route Through(Predicate conjunct) => new Entering(conjunct);

    /// <summary>Whether a part of the condition is hidden.</summary>
    /// <param name="predicate">The very object that the route was made with, or another part.</param>
    /// <param name="isWithinHidden">Whether it is inside of one that is hidden.</param>
    internal abstract bool Hides(Predicate predicate, bool isWithinHidden);

    private sealed class Unrestricted : Route
    {
        internal override bool Hides(Predicate predicate, bool isWithinHidden) => false;
    }

    private sealed class Along(IReadOnlyList<Predicate> hidden) : Route
    {
        internal override bool Hides(Predicate predicate, bool isWithinHidden) =>
            isWithinHidden || hidden.Contains(predicate, ReferenceEqualityComparer.Instance);
    }

    private sealed class Entering(Predicate conjunct) : Route
    {
        internal override bool HidesSort => true;

        internal override bool Hides(Predicate predicate, bool isWithinHidden) => !ReferenceEquals(predicate, conjunct);
    }
}
