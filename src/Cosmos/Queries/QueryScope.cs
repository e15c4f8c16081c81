using Enterprise.Core.Storage;
using Enterprise.Cosmos.Items;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Queries;

/// <summary>Where a query runs: in one partition, below a prefix of hierarchical ones, or everywhere.</summary>
internal static class QueryScope
{
    // The SDK queries the partitions in parallel and decides how many at once.
    private const int AsManyAsUseful = -1;

    internal static QueryRequestOptions Options(Container container, Scope scope, int items) => new()
    {
        PartitionKey = scope switch
        {
            { Partition: null } => null,
            { IsPrefix: true } => PartitionLevels.Prefix(container, scope.Partition),
            _ => PartitionLevels.Key(container, scope.Partition),
        },
        // A query of one physical partition needs no query plan: one request instead of two.
        EnableOptimisticDirectExecution = true,
        MaxItemCount = items,
        MaxConcurrency = AsManyAsUseful,
    };
}
