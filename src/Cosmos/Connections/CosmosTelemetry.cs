using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Enterprise.Cosmos.Connections;

/// <summary>The telemetry of this store, with the names of OpenTelemetry's semantic conventions.</summary>
public static class CosmosTelemetry
{
    /// <summary>The name of the meter and of the activity source, for <c>AddMeter</c> and <c>AddSource</c>.</summary>
    public const string Name = "Enterprise.Cosmos";

    /// <summary>The histogram of request units by operation and container: what the account bills.</summary>
    public const string RequestChargeMetric = "azure.cosmosdb.client.operation.request_charge";

    /// <summary>The same request units as a tag of the operation's activity.</summary>
    public const string RequestChargeTag = "azure.cosmosdb.operation.request_charge";

    internal static ActivitySource Source { get; } = new(Name);

    internal static Meter Meter { get; } = new(Name);

    internal static Histogram<double> RequestCharge { get; } = Meter.CreateHistogram<double>(
        RequestChargeMetric,
        unit: "{request_unit}",
        description: "Request units of an operation, all its requests together.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 5, 10, 25, 50, 100, 250, 500, 1000] });

    internal static Histogram<double> Duration { get; } = Meter.CreateHistogram<double>(
        "db.client.operation.duration",
        unit: "s",
        description: "Duration of an operation, its retries included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
        });
}
