using System.Runtime.InteropServices;
using Enterprise.Bench.Load;

namespace Enterprise.Bench.Timers;

/// <summary>The settings of the measurement of timed processes.</summary>
internal sealed record TimerSettings
{
    /// <summary>Pending approvals and reviews together; the small data set has a hundredth.</summary>
    public required int Count { get; init; }

    /// <summary>The directory of the servers, their data and the cached seeds, on the disk that is measured.</summary>
    public required string Folder { get; init; }

    /// <summary>A standalone host that has been published already; null to publish this repository's.</summary>
    public string? Host { get; init; }

    public int Hundredth => Math.Max(2, Count / 100);
}

/// <summary>Where it was measured.</summary>
internal sealed record TimerEnvironment
{
    public required DateTimeOffset StartedAt { get; init; }

    public required int Cores { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Architecture { get; init; }

    public required string Runtime { get; init; }

    public required string FileSystem { get; init; }

    public required int Processes { get; init; }

    public static TimerEnvironment Of(TimerSettings settings) => new()
    {
        StartedAt = DateTimeOffset.UtcNow,
        Cores = Environment.ProcessorCount,
        OperatingSystem = RuntimeInformation.OSDescription,
        Architecture = $"{RuntimeInformation.OSArchitecture}",
        Runtime = RuntimeInformation.FrameworkDescription,
        FileSystem = new DriveInfo(settings.Folder).DriveFormat,
        Processes = settings.Count,
    };
}

/// <summary>A host with a number of processes, without requests.</summary>
internal sealed record RestResult
{
    public required int Processes { get; init; }

    /// <summary>The median of several starts.</summary>
    public required double StartToReadySeconds { get; init; }

    public required IReadOnlyList<double> StartsToReadySeconds { get; init; }

    /// <summary>Resident memory of the idle host, the median.</summary>
    public required double ResidentMegabytes { get; init; }

    public required IReadOnlyList<double> ResidentMegabytesEach { get; init; }

    /// <summary>The largest share that other processes had of the machine in any start.</summary>
    public required double? OthersShare { get; init; }
}

/// <summary>How long after their due time processes were advanced.</summary>
internal sealed record LatencyResult
{
    public required int Processes { get; init; }

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double MaxMilliseconds { get; init; }

    public required double? OthersShare { get; init; }
}

/// <summary>The result of concurrent votes.</summary>
internal sealed record ContestResult
{
    public required string Name { get; init; }

    public required int Voters { get; init; }

    /// <summary>Approvals, each of which has exactly one final decision.</summary>
    public required int Approvals { get; init; }

    /// <summary>Accepted votes.</summary>
    public required double DecisionsPerSecond { get; init; }

    /// <summary>Accepted and refused votes.</summary>
    public required double AnswersPerSecond { get; init; }

    public required double P50Milliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double MaxMilliseconds { get; init; }

    public required long Taken { get; init; }

    /// <summary>Votes after the final decision: 409.</summary>
    public required long Conflicts { get; init; }

    public required double? OthersShare { get; init; }
}

/// <summary>The report of a run.</summary>
internal sealed record TimerReport
{
    public required TimerEnvironment Environment { get; init; }

    public required RestResult AtRest { get; init; }

    public required RestResult AtRestOnSmallData { get; init; }

    public required LatencyResult Latency { get; init; }

    public required IReadOnlyList<ContestResult> Contests { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    public required bool Passed { get; init; }
}
