using System.Globalization;
using Enterprise.Cosmos.Fake.Queries;
using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>Answers requests on a container's items.</summary>
internal sealed class ItemGateway(FakeContainer container)
{
    internal GatewayResponse Answer(GatewayRequest request, string? id) => (request.Method, id) switch
    {
        ("POST", null) when request.IsQueryPlan => new GatewayResponse(
            200, QueryPlanner.Plan(request.Body, container.KeyPaths)),
        ("POST", null) when request.IsBatch => Batch(request),
        ("POST", null) when request.IsQuery => Query(request),
        ("POST", null) => Write(request, request.IsUpsert ? WriteMode.Upsert : WriteMode.Create, null, created: 201),
        ("GET", null) when request.IsChangeFeed => ChangeFeed.Read(container, Range(request), Items(request), request),
        ("GET", null) => Page(
            request, [.. Items(request).Where(container.IsAlive).Select(item => item.Properties)], null),
        ("GET", not null) => One(200, ItemWrites.Read(container, PartitionKey(request), id)),
        ("PUT", not null) => Write(request, WriteMode.Replace, id, created: 200),
        ("DELETE", not null) => Delete(request, id),
        _ => throw Refusal.BadRequest($"The fake has no {request.Method} of items."),
    };

    private GatewayResponse Write(GatewayRequest request, WriteMode mode, string? id, int created)
    {
        var named = request.Header("x-ms-documentdb-partitionkey");
        var item = ItemWrites.Write(container, mode, named, id, request.Body, request.Header("If-Match"));
        return One(created, item);
    }

    private GatewayResponse Delete(GatewayRequest request, string id)
    {
        ItemWrites.Delete(container, PartitionKey(request), id, request.Header("If-Match"));
        return new GatewayResponse(204);
    }

    private GatewayResponse Batch(GatewayRequest request)
    {
        var partitionKey = PartitionKey(request);
        var range = container.Range(container.Hash.Of(partitionKey));
        return With(new BatchExecution(container, range, partitionKey).Run(request.Body), range);
    }

    private GatewayResponse Query(GatewayRequest request)
    {
        var (results, continuation) = QueryExecution.Run(
            container, Items(request), request.Body, request.MaxItemCount, request.Header("x-ms-continuation"));
        return Page(request, results, continuation);
    }

    private GatewayResponse Page(GatewayRequest request, List<object?> items, string? continuation)
    {
        var response = GatewayResponse.Of(200, new Dictionary<string, object?>
        {
            ["_rid"] = container.Rid,
            ["Documents"] = items,
            ["_count"] = items.Count,
        });
        response.With("x-ms-item-count", items.Count.ToString(CultureInfo.InvariantCulture));
        if (continuation is not null)
            response.With("x-ms-continuation", continuation);
        return With(response, Range(request));
    }

    private GatewayResponse One(int status, StoredItem item) =>
        With(GatewayResponse.Of(status, item.Properties).With("etag", item.ETag), container.Range(item.Hash));

    private static GatewayResponse With(GatewayResponse response, PartitionRange? range) => range is null
        ? response
        : response.With("x-ms-session-token", $"{range.Id}:-1#{range.Sequence}");

    private string PartitionKey(GatewayRequest request) =>
        PartitionKeys.Whole(container, request.Header("x-ms-documentdb-partitionkey"));

    private PartitionRange? Range(GatewayRequest request) =>
        request.Header("x-ms-documentdb-partitionkeyrangeid") is { } id
            ? container.Ranges.FirstOrDefault(range => range.Id == id[(id.IndexOf(',') + 1)..])
                ?? throw new Refusal(410, "The requested partition is gone.", subStatus: 1002)
            : request.Header("x-ms-documentdb-partitionkey") is null
                ? null
                : container.Range(container.Hash.Of(PartitionKey(request)));

    /// <summary>The items of a request: those of a key, of a partition, or of a range of hashes in one.</summary>
    private IEnumerable<StoredItem> Items(GatewayRequest request)
    {
        var range = Range(request) ?? throw Refusal.BadRequest(
            "Cross partition query is required but the request names neither a partition key nor a partition.");
        var items = range.Items;
        if (request.Header("x-ms-documentdb-partitionkey") is not null)
        {
            var key = PartitionKey(request);
            items = items.Where(item => item.PartitionKey == key);
        }

        if (request.Header("x-ms-start-epk") is { } start && request.Header("x-ms-end-epk") is { } end)
        {
            items = items.Where(item => string.CompareOrdinal(item.Hash, start) >= 0
                && string.CompareOrdinal(item.Hash, end) < 0);
        }

        return items;
    }
}
