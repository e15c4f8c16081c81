using System.Globalization;
using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>The latest version of every item written after a log sequence number, in that order.</summary>
internal static class ChangeFeed
{
    private const int MostItems = 100;

    internal static GatewayResponse Read(
        FakeContainer container, PartitionRange? range, IEnumerable<StoredItem> items, GatewayRequest request)
    {
        var last = range?.Sequence ?? 0;
        var after = After(request.Header("If-None-Match"), last);
        var since = Since(request.Header("If-Modified-Since"));
        List<StoredItem> pending =
        [
            .. items
                .Where(item => item.Sequence > after && item.WrittenAt >= since && container.IsAlive(item))
                .OrderBy(item => item.Sequence),
        ];
        var page = Cut(pending, request.MaxItemCount ?? MostItems);
        var position = page.Count < pending.Count ? page[^1].Sequence : Math.Max(after, last);
        var response = page.Count == 0
            ? new GatewayResponse(304)
            : GatewayResponse.Of(200, new Dictionary<string, object?>
            {
                ["_rid"] = container.Rid,
                ["Documents"] = page.Select(WithSequence).ToList(),
                ["_count"] = page.Count,
            });
        return response
            .With("etag", string.Create(CultureInfo.InvariantCulture, $"\"{position}\""))
            .With("x-ms-item-count", page.Count.ToString(CultureInfo.InvariantCulture));
    }

    // The items of a batch are always on one page, even if they are more than the page's limit.
    private static List<StoredItem> Cut(List<StoredItem> pending, int most) => pending.Count <= most
        ? pending
        : [.. pending.TakeWhile(item => item.Sequence <= pending[most - 1].Sequence)];

    private static object? WithSequence(StoredItem item) =>
        new Dictionary<string, object?>(item.Properties) { ["_lsn"] = item.Sequence };

    private static long After(string? etag, long last) => etag switch
    {
        null => 0,
        "*" => last,
        _ => long.Parse(etag.Trim('"'), CultureInfo.InvariantCulture),
    };

    private static long Since(string? time) => time is null
        ? 0
        : DateTimeOffset.Parse(time, CultureInfo.InvariantCulture).ToUnixTimeSeconds();
}
