using Enterprise.Cosmos.Fake.Queries;

namespace Enterprise.Cosmos.Tests.Queries;

/// <summary>Fails when a version of the SDK has no query planner, or one that accepts invalid queries.</summary>
public sealed class QueryPlannerTests
{
    [Fact]
    public void SDK_includes_the_query_planner()
    {
        var failure = Record.Exception(() => QueryPlanner.ErrorOf("SELECT * FROM c"));

        Assert.True(
            failure is null,
            "This version of Microsoft.Azure.Cosmos has no query planner for Linux where version 3.64 had it"
            + " (libQueryPlanInterop.so behind Query.Core.QueryPlan.QueryPlanInterop). Without it the tests can't"
            + " validate our queries as Cosmos DB does: stay on the last version that has it, or adapt"
            + $" tests/Cosmos.Fake/Queries/NativePlanner.cs. It failed with: {failure}");
    }

    [Theory]
    [InlineData("SELECT * FROM c WHERE c.value = 1")]
    [InlineData("SELECT * FROM c WHERE c.order = 1")]
    [InlineData("SELECT * FROM c WHERE c.x BETWEEN 1 AND 2 AND AND c.y = 3")]
    [InlineData("SELECT * FROM c WHERE NO_SUCH_FUNCTION(c.x)")]
    [InlineData("SELECT * FROM c ORDER BY c.x + 1")]
    [InlineData("SELECT c.x, COUNT(1) FROM c GROUP BY c.y")]
    public void Planner_refuses_invalid_queries(string query) =>
        Assert.NotNull(QueryPlanner.ErrorOf(query));

    [Theory]
    [InlineData("SELECT * FROM c WHERE c[\"value\"] = 1")]
    [InlineData("SELECT * FROM c WHERE (c.x BETWEEN 1 AND 2) AND c.y = 3")]
    public void Planner_accepts_valid_queries(string query) => Assert.Null(QueryPlanner.ErrorOf(query));
}
