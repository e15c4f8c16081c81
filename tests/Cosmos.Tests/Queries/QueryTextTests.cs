using Enterprise.Core.Storage;
using Enterprise.Cosmos.Fake.Queries;
using Enterprise.Cosmos.Queries;

namespace Enterprise.Cosmos.Tests.Queries;

public sealed class QueryTextTests
{
    private static readonly FieldValue Three = FieldValue.Of(3);

    public static TheoryData<Predicate> Predicates =>
    [
        Predicate.Everything,
        Predicate.Nothing,
        .. Enum.GetValues<Comparison>().Select(comparison => new Compare(Cards.Rank, comparison, Three)),
        new In(Cards.Rank, []),
        new In(Cards.Rank, [Three, Three]),
        new Contains(Cards.Tags, "a"),
        new HasSubstring(Cards.Name, "a"),
        new IsNull(Cards.Name),
        new IsNull(Cards.Rank, Negated: true),
        new IsNull(Cards.Tags, Negated: true),
        new All([new Any([new IsNull(Cards.Name), new All([])]), new Any([])]),
    ];

    [Theory]
    [MemberData(nameof(Predicates), DisableDiscoveryEnumeration = true)]
    public void Planner_accepts_every_predicate(Predicate predicate) =>
        Assert.Null(QueryPlanner.ErrorOf(Text(new DocumentQuery<Card>(Cards.Type) { Where = predicate })));

    [Fact]
    public void Values_become_parameters()
    {
        var query = QueryText.Of(new DocumentQuery<Card>(Cards.Type)
        {
            Where = new HasSubstring(Cards.Name, "x' OR true --") & new Compare(Cards.Rank, Comparison.Less, Three),
            Limit = 7,
        });

        Assert.Equal(
            "SELECT TOP 8 c[\"id\"], c[\"_etag\"], c[\"partition\"], c[\"data\"] FROM c WHERE c[\"kind\"] = @p0"
            + " AND (CONTAINS(c[\"f\"][\"name\"], @p1) AND (c[\"f\"][\"rank\"] < @p2))"
            + " ORDER BY c[\"kind\"] ASC, c[\"f\"][\"id\"] ASC",
            query.QueryText);
        Assert.Equal(
            [("@p0", "card"), ("@p1", "x' OR true --"), ("@p2", 3L)],
            query.GetQueryParameters());
    }

    [Theory]
    [InlineData(false, "c[\"kind\"] DESC, c[\"f\"][\"rank\"] DESC, c[\"f\"][\"id\"] DESC")]
    [InlineData(true, "c[\"kind\"] ASC, c[\"f\"][\"rank\"] ASC, c[\"f\"][\"id\"] ASC")]
    public void Index_serves_a_sort_in_both_directions(bool reversed, string expected) => Assert.EndsWith(
        " ORDER BY " + expected,
        Text(new DocumentQuery<Card>(Cards.Type) { Sort = [new Order(Cards.Rank, Descending: !reversed)] }));

    [Fact]
    public void Sort_after_an_equal_field_includes_that_field() => Assert.EndsWith(
        " ORDER BY c[\"kind\"] DESC, c[\"f\"][\"rank\"] DESC, c[\"f\"][\"name\"] DESC, c[\"f\"][\"id\"] DESC",
        Text(new DocumentQuery<Card>(Cards.Type)
        {
            Where = Predicate.Equal(Cards.Rank, Three),
            Sort = [new Order(Cards.Name, Descending: true)],
        }));

    [Fact]
    public void Sort_without_index_throws_naming_the_sort()
    {
        var refused = Assert.Throws<ArgumentException>(() =>
            Text(new DocumentQuery<Card>(Cards.Type) { Sort = [new Order(Cards.Name, Descending: true)] }));

        Assert.Contains("card serves the sort -name", refused.Message, StringComparison.Ordinal);
    }

    private static string Text(DocumentQuery<Card> query) => QueryText.Of(query).QueryText;
}
