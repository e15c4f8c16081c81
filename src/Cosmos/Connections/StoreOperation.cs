using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Enterprise.Cosmos.Connections;

/// <summary>Records the telemetry of one operation: an activity, its duration and its request units.</summary>
internal sealed class StoreOperation(string name, string container) : IDisposable
{
    private readonly Activity? _activity =
        CosmosTelemetry.Source.StartActivity($"{name} {container}", ActivityKind.Client);

    private readonly long _start = Stopwatch.GetTimestamp();
    private double _charge;
    private HttpStatusCode? _status;

    /// <summary>Adds the request units of a request; an operation may need several.</summary>
    internal void Add(HttpStatusCode status, double charge)
    {
        _status = status;
        _charge += charge;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        var tags = new TagList
        {
            { "db.system.name", "azure.cosmosdb" },
            { "db.operation.name", name },
            { "db.collection.name", container },
            { "db.response.status_code", _status is { } status ? Text(status) : "none" },
        };
        CosmosTelemetry.RequestCharge.Record(_charge, tags);
        CosmosTelemetry.Duration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, tags);
        if (_activity is null)
            return;

        foreach (var (key, value) in tags)
            _activity.SetTag(key, value);
        _activity.SetTag(CosmosTelemetry.RequestChargeTag, _charge);
        if (_status is null or >= HttpStatusCode.InternalServerError or HttpStatusCode.TooManyRequests)
            _activity.SetStatus(ActivityStatusCode.Error);
        _activity.Dispose();
    }

    private static string Text(HttpStatusCode status) => ((int)status).ToString(CultureInfo.InvariantCulture);
}
