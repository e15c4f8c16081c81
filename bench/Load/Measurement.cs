using System.Text.Json.Serialization;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Load;

/// <summary>Which server, with which data.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Subject>))]
internal enum Subject
{
    [JsonStringEnumMemberName("floor")]
    Floor,

    [JsonStringEnumMemberName("host")]
    Host,

    [JsonStringEnumMemberName("host_small")]
    HostOnSmallData,
}

/// <summary>One measurement of one server.</summary>
/// <param name="Drive">The driver's result.</param>
/// <param name="ServerProcessorMicroseconds">The server's processor time for a request.</param>
/// <param name="OthersShare">The share of the machine that other processes took; null where it isn't known.</param>
internal sealed record Sample(DriveResult Drive, double ServerProcessorMicroseconds, double? OthersShare)
{
    /// <summary>How long after the end of the drive the audit trail was complete.</summary>
    public TimeSpan AuditLag { get; init; }

    /// <summary>Includes the time until the audit trail was complete, which belongs to the requests too.</summary>
    public double RequestsPerSecond => Drive.Requests / (Drive.Seconds + AuditLag.TotalSeconds);
}

/// <summary>A scenario on a server: the medians of its rounds.</summary>
internal sealed record Measurement
{
    public required string Scenario { get; init; }

    public required Subject Subject { get; init; }

    public required double RequestsPerSecond { get; init; }

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    /// <summary>The maximum of all rounds.</summary>
    public required double MaxMilliseconds { get; init; }

    public required double ServerProcessorMicroseconds { get; init; }

    public required double BodyBytes { get; init; }

    /// <summary>The requests per second of each round.</summary>
    public required IReadOnlyList<double> Rounds { get; init; }

    /// <summary>The largest share that other processes had of the machine in any round.</summary>
    public required double? OthersShare { get; init; }

    public static Measurement Of(string scenario, Subject subject, IReadOnlyList<Sample> samples) => new()
    {
        Scenario = scenario,
        Subject = subject,
        RequestsPerSecond = Median.Of(samples.Select(sample => sample.RequestsPerSecond)),
        P50Milliseconds = Median.Of(samples.Select(sample => sample.Drive.P50Milliseconds)),
        P99Milliseconds = Median.Of(samples.Select(sample => sample.Drive.P99Milliseconds)),
        MaxMilliseconds = samples.Max(sample => sample.Drive.MaxMilliseconds),
        ServerProcessorMicroseconds = Median.Of(samples.Select(sample => sample.ServerProcessorMicroseconds)),
        BodyBytes = Median.Of(samples.Select(sample => sample.Drive.BodyBytes)),
        Rounds = [.. samples.Select(sample => sample.RequestsPerSecond)],
        OthersShare = samples.Max(sample => sample.OthersShare),
    };
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
