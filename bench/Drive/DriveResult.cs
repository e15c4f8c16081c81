namespace Enterprise.Bench.Drive;

/// <summary>What a drive measured.</summary>
internal sealed record DriveResult
{
    public required string Scenario { get; init; }

    public required int Connections { get; init; }

    /// <summary>How long was measured, after the warm-up.</summary>
    public required double Seconds { get; init; }

    /// <summary>When the last request had been answered.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Answers in the measured time.</summary>
    public required long Requests { get; init; }

    /// <summary>Answers in all, with the warm-up's.</summary>
    public required long RequestsInAll { get; init; }

    public double RequestsPerSecond => Requests / Seconds;

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double MaxMilliseconds { get; init; }

    /// <summary>Bytes of an answer's body, on average.</summary>
    public required double BodyBytes { get; init; }

    /// <summary>Answers that were not a success, by status, over the whole drive.</summary>
    public required IReadOnlyDictionary<int, long> Errors { get; init; }

    /// <summary>The first thing that went wrong; null when nothing did.</summary>
    public string? FirstError { get; init; }

    /// <summary>The driver's own share of the processors: it is taken from the server's where cores are few.</summary>
    public required double DriverProcessorSeconds { get; init; }
}
