using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Listing;

public sealed class ListFilterTests
{
    [Theory]
    [InlineData("owner_id", "x", "Expected an integer.")]
    [InlineData("owner_id", "", "Expected an integer.")]
    [InlineData("owner_id", "1.0", "Expected an integer.")]
    [InlineData("owner_id", "9223372036854775808", "Expected an integer.")]
    [InlineData("owner_id", "1,", "Expected an integer.")]
    [InlineData("status", "Active", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "0", "Expected one of: active, paused, completed, archived.")]
    [InlineData("status", "active,x", "Expected one of: active, paused, completed, archived.")]
    [InlineData("requires_approval", "1", "Expected true or false.")]
    [InlineData("requires_approval", "True", "Expected true or false.")]
    [InlineData("end_before", "2026-02-30", "Expected a date such as 2026-01-31.")]
    [InlineData("end_before", "2026-1-31", "Expected a date such as 2026-01-31.")]
    [InlineData(
        "created_after",
        "2026-01-31",
        "Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z.")]
    [InlineData(
        "created_after",
        "2026-01-31T09:00:00",
        "Expected an RFC 3339 date and time with an offset, such as 2026-01-31T09:00:00Z.")]
    [InlineData("budget_allocated_min", "1e999", "Expected a number.")]
    [InlineData("budget_allocated_min", "NaN", "Expected a number.")]
    [InlineData("budget_allocated_min", "1,5", "Expected a number.")]
    [InlineData("q", "", "Expected a text of 1 to 200 characters.")]
    [InlineData("nope", "1", "There is no such filter.")]
    [InlineData("Status", "active", "There is no such filter.")]
    public void Value_of_the_wrong_type_is_refused_with_its_message(string name, string value, string message)
    {
        var refusal = AssertRefused.With(RefusalKind.Invalid, () => Filter((name, [value])));

        Assert.Equal(new FieldError(name, message), Assert.Single(refusal.Errors));
    }

    [Fact]
    public void Too_many_or_too_long_values_are_refused()
    {
        Assert.Equal(
            ["owner_id"],
            AssertRefused.Fields(() => Filter(("owner_id", [string.Join(',', Enumerable.Range(1, 51))]))));
        Assert.Equal(["department"], AssertRefused.Fields(() => Filter(("department", [new string('x', 501)]))));
        Assert.Equal(["q"], AssertRefused.Fields(() => Filter(("q", [new string('x', 201)]))));
        Assert.Equal(
            ["requires_approval"],
            AssertRefused.Fields(() => Filter(("requires_approval", ["true", "false"]))));
        Assert.Equal(["created_after"], AssertRefused.Fields(() =>
            Filter(("created_after", ["2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"]))));
    }

    [Fact]
    public void Several_values_match_any_of_them()
    {
        var split = (In)Filter(("owner_id", ["1,2"]));
        var repeated = (In)Filter(("owner_id", ["1", "2"]));

        Assert.Equal((ProjectDocuments.OwnerId, ProjectDocuments.OwnerId), (split.Field, repeated.Field));
        Assert.Equal([FieldValue.Of(1L), FieldValue.Of(2L)], split.Values);
        Assert.Equal(split.Values, repeated.Values);
    }

    [Fact]
    public void Several_filters_must_all_match()
    {
        var both = (All)Filter(("owner_id", ["1"]), ("q", ["PorTal"]));

        Assert.Equal(
            [
                Predicate.Equal(ProjectDocuments.OwnerId, FieldValue.Of(1L)),
                new HasSubstring(ProjectDocuments.Name, "portal"),
            ],
            both.Parts);
        Assert.Same(Predicate.Everything, Filter());
    }

    [Theory]
    [InlineData("created_after", "2026-01-31T10:00:00+01:00", Comparison.Greater)]
    [InlineData("created_before", "2026-01-31T09:00:00Z", Comparison.Less)]
    public void Time_bounds_are_exclusive(string name, string value, Comparison comparison)
    {
        var time = new DateTimeOffset(2026, 1, 31, 9, 0, 0, TimeSpan.Zero);

        Assert.Equal(new Compare(ProjectDocuments.CreatedAt, comparison, FieldValue.Of(time)), Filter((name, [value])));
    }

    [Fact]
    public void Number_bounds_are_inclusive() => Assert.Equal(
        [
            new Compare(ProjectDocuments.BudgetAllocated, Comparison.GreaterOrEqual, FieldValue.Of(1.5)),
            new Compare(ProjectDocuments.BudgetAllocated, Comparison.LessOrEqual, FieldValue.Of(2.0)),
        ],
        ((All)Filter(("budget_allocated_min", ["1.5"]), ("budget_allocated_max", ["2"]))).Parts);

    private static Predicate Filter(params IReadOnlyList<(string Name, string[] Values)> given) => ListRequest.Filter(
        ProjectList.Definition,
        given.Select(filter => KeyValuePair.Create<string, IReadOnlyList<string>>(filter.Name, filter.Values)));
}
