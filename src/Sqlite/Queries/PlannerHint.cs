using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Queries;

/// <summary>
/// Tells SQLite's planner which index to use, by hiding the other parts of the statement from it: a column with a unary
/// plus is compared on each row, but no index is searched by it and no index read for its order.
/// </summary>
internal abstract class PlannerHint
{
    private PlannerHint()
    {
    }

    /// <summary>The planner decides.</summary>
    internal static PlannerHint None { get; } = new NoHint();

    /// <summary>Whether the sort is hidden, so that no index is read for its order.</summary>
    internal virtual bool HidesSort => false;

    /// <summary>Read the index of the sort; no index is searched by these conjuncts.</summary>
    internal static PlannerHint UseSortIndex(IReadOnlyList<Predicate> residual) => new SortIndex(residual);

    /// <summary>Search the index of this conjunct, and sort what it finds.</summary>
    internal static PlannerHint UseFilterIndex(Predicate conjunct) => new FilterIndex(conjunct);

    /// <summary>Whether a part of the condition is hidden.</summary>
    /// <param name="predicate">The very object that the hint was made with, or another part.</param>
    /// <param name="isWithinHidden">Whether it is inside of one that is hidden.</param>
    internal abstract bool Hides(Predicate predicate, bool isWithinHidden);

    private sealed class NoHint : PlannerHint
    {
        internal override bool Hides(Predicate predicate, bool isWithinHidden) => false;
    }

    private sealed class SortIndex(IReadOnlyList<Predicate> residual) : PlannerHint
    {
        internal override bool Hides(Predicate predicate, bool isWithinHidden) =>
            isWithinHidden || residual.Contains(predicate, ReferenceEqualityComparer.Instance);
    }

    private sealed class FilterIndex(Predicate conjunct) : PlannerHint
    {
        internal override bool HidesSort => true;

        internal override bool Hides(Predicate predicate, bool isWithinHidden) => !ReferenceEquals(predicate, conjunct);
    }
}
