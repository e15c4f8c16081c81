using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>Routes a request by its path.</summary>
internal sealed class Gateway(Account account)
{
    internal GatewayResponse Answer(GatewayRequest request)
    {
        var path = request.Path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (path.Length > 0 && request.Header("authorization") is null)
            throw new Refusal(401, "Required Header authorization is missing.");
        return (request.Method, path) switch
        {
            ("GET", []) => GatewayResponse.Of(200, AccountDescription.At(request.Endpoint)),
            (var method, ["dbs", .. var rest]) => Databases(request, method, rest),
            _ => throw Refusal.BadRequest($"The fake has no {request.Method} {request.Path}."),
        };
    }

    private GatewayResponse Databases(GatewayRequest request, string method, string[] path)
    {
        switch (method, path)
        {
            case ("GET", []):
                return Feed("Databases", account.Databases.Select(database => database.Properties));
            case ("POST", []):
                return GatewayResponse.Of(201, account.Create(Json.ParseObject(request.Body)).Properties);
            case ("GET", [var name]):
                return GatewayResponse.Of(200, account.Database(name).Properties);
            case ("DELETE", [var name]):
                account.Delete(name);
                return new GatewayResponse(204);
            case (_, [var name, "colls", .. var rest]):
                return Containers(request, account.Database(name), rest);
            default:
                throw Refusal.BadRequest($"The fake has no {method} {request.Path}.");
        }
    }

    private static GatewayResponse Containers(GatewayRequest request, Database database, string[] path)
    {
        switch (request.Method, path)
        {
            case ("GET", []):
                return Feed("DocumentCollections", database.Containers.Select(container => container.Properties));
            case ("POST", []):
                return GatewayResponse.Of(201, database.Create(Json.ParseObject(request.Body)).Properties);
            case ("GET", [var name]):
                return GatewayResponse.Of(200, database.Container(name).Properties);
            case ("PUT", [var name]):
                var container = database.Container(name);
                container.Replace(Json.ParseObject(request.Body));
                return GatewayResponse.Of(200, container.Properties);
            case ("DELETE", [var name]):
                database.Delete(name);
                return new GatewayResponse(204);
            case ("GET", [var name, "pkranges"]):
                return PartitionRanges(request, database.Container(name));
            case (_, [var name, "docs", .. var id]):
                return new ItemGateway(database.Find(name) ?? throw Refusal.NoOwner())
                    .Answer(request, id is [var only] ? only : null);
            default:
                throw Refusal.BadRequest($"The fake has no {request.Method} {request.Path}.");
        }
    }

    // The client repeats the request until it gets a 304.
    private static GatewayResponse PartitionRanges(GatewayRequest request, FakeContainer container)
    {
        const string ETag = "\"1\"";
        if (request.Header("If-None-Match") == ETag)
            return new GatewayResponse(304).With("etag", ETag);
        return Feed("PartitionKeyRanges", container.Ranges.Select(range => new Dictionary<string, object?>
        {
            ["id"] = range.Id,
            ["_rid"] = container.Rid,
            ["minInclusive"] = range.From,
            ["maxExclusive"] = range.To,
            ["ridPrefix"] = 0,
            ["throughputFraction"] = 1.0 / container.Ranges.Count,
            ["status"] = "online",
            ["parents"] = new List<object?>(),
        }), container.Rid).With("etag", ETag);
    }

    private static GatewayResponse Feed(
        string name, IEnumerable<IReadOnlyDictionary<string, object?>> items, string rid = "")
    {
        List<object?> list = [.. items];
        return GatewayResponse.Of(200, new Dictionary<string, object?>
        {
            ["_rid"] = rid,
            [name] = list,
            ["_count"] = list.Count,
        });
    }
}
