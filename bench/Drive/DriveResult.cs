namespace Enterprise.Bench.Drive;

/// <summary>What a drive measured.</summary>
internal sealed record DriveResult
{
    public required string Scenario { get; init; }

    public required int Connections { get; init; }

    /// <summary>How long was measured, after the warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>When the last response had been received.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Responses in the measured time.</summary>
    public required long Requests { get; init; }

    /// <summary>All responses, including those of the warm-up.</summary>
    public required long RequestsInAll { get; init; }

    public double RequestsPerSecond => Requests / Seconds;

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double MaxMilliseconds { get; init; }

    /// <summary>Bytes of a response's body, on average.</summary>
    public required double BodyBytes { get; init; }

    /// <summary>Responses that were not a success, by status, over the whole drive.</summary>
    public required IReadOnlyDictionary<int, long> Errors { get; init; }

    /// <summary>The first error; null when there was none.</summary>
    public string? FirstError { get; init; }

    /// <summary>The driver's own processor time: on few cores it is taken from the server's.</summary>
    public required double DriverProcessorSeconds { get; init; }
}
