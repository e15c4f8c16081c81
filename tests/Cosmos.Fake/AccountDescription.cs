namespace Enterprise.Cosmos.Fake;

/// <summary>The description of the account that clients read first.</summary>
internal static class AccountDescription
{
    internal static IReadOnlyDictionary<string, object> QueryEngine { get; } = new Dictionary<string, object>
    {
        ["maxSqlQueryInputLength"] = 262144L,
        ["maxJoinsPerSqlQuery"] = 5L,
        ["maxLogicalAndPerSqlQuery"] = 2000L,
        ["maxLogicalOrPerSqlQuery"] = 2000L,
        ["maxUdfRefPerSqlQuery"] = 10L,
        ["maxInExpressionItemsCount"] = 16000L,
        ["queryMaxGroupByTableCellCount"] = 500000L,
        ["queryMaxInMemorySortDocumentCount"] = 500L,
        ["maxQueryRequestTimeoutFraction"] = 0.90,
        ["sqlAllowNonFiniteNumbers"] = false,
        ["sqlAllowAggregateFunctions"] = true,
        ["sqlAllowSubQuery"] = true,
        ["sqlAllowScalarSubQuery"] = true,
        ["allowNewKeywords"] = true,
        ["sqlAllowLike"] = true,
        ["sqlAllowGroupByClause"] = true,
        ["maxSpatialQueryCells"] = 12L,
        ["spatialMaxGeometryPointCount"] = 256L,
        ["sqlDisableQueryILOptimization"] = false,
        ["sqlDisableFilterPlanOptimization"] = false,
        ["sqlAllowTop"] = true,
        ["enableSpatialIndexing"] = true,
    };

    internal static Dictionary<string, object?> At(Uri endpoint) => new()
    {
        ["id"] = "fake",
        ["_self"] = "",
        ["_rid"] = "fake.documents.azure.com",
        ["_dbs"] = "//dbs/",
        ["media"] = "//media/",
        ["addresses"] = "//addresses/",
        ["writableLocations"] = Locations(endpoint),
        ["readableLocations"] = Locations(endpoint),
        ["enableMultipleWriteLocations"] = false,
        ["userConsistencyPolicy"] = new Dictionary<string, object?> { ["defaultConsistencyLevel"] = "Session" },
        ["userReplicationPolicy"] = Replication,
        ["systemReplicationPolicy"] = Replication,
        ["readPolicy"] = new Dictionary<string, object?>
        {
            ["primaryReadCoefficient"] = 1,
            ["secondaryReadCoefficient"] = 1,
        },
        ["queryEngineConfiguration"] = System.Text.Json.JsonSerializer.Serialize(QueryEngine),
    };

    private static Dictionary<string, object?> Replication => new()
    {
        ["asyncReplication"] = false,
        ["minReplicaSetSize"] = 1,
        ["maxReplicasetSize"] = 4,
    };

    private static List<object?> Locations(Uri endpoint) =>
    [
        new Dictionary<string, object?> { ["name"] = "Here", ["databaseAccountEndpoint"] = endpoint.AbsoluteUri },
    ];
}
