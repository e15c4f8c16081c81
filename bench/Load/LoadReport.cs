using System.Runtime.InteropServices;

namespace Enterprise.Bench.Load;

/// <summary>Where and how it was measured, without which the numbers mean nothing.</summary>
internal sealed record RunEnvironment
{
    public required DateTimeOffset StartedAt { get; init; }

    public required int Cores { get; init; }

    public required string OperatingSystem { get; init; }

    public required string Architecture { get; init; }

    public required string Runtime { get; init; }

    public required string FileSystem { get; init; }

    public required int Connections { get; init; }

    public required double SecondsEach { get; init; }

    public required int Rounds { get; init; }

    public required int Projects { get; init; }

    public required int AuditEntries { get; init; }

    public static RunEnvironment Of(LoadSettings settings) => new()
    {
        StartedAt = DateTimeOffset.UtcNow,
        Cores = Environment.ProcessorCount,
        OperatingSystem = RuntimeInformation.OSDescription,
        Architecture = $"{RuntimeInformation.OSArchitecture}",
        Runtime = RuntimeInformation.FrameworkDescription,
        FileSystem = new DriveInfo(settings.Folder).DriveFormat,
        Connections = settings.Connections,
        SecondsEach = settings.Duration.TotalSeconds,
        Rounds = settings.Rounds,
        Projects = settings.Size.Projects,
        AuditEntries = settings.Size.Entries,
    };
}

/// <summary>The host without requests.</summary>
internal sealed record AtRest
{
    /// <summary>The median of several starts.</summary>
    public required double StartToReadySeconds { get; init; }

    public required IReadOnlyList<double> StartsToReadySeconds { get; init; }

    /// <summary>Resident memory after the start.</summary>
    public required double ResidentMegabytes { get; init; }

    /// <summary>Resident memory after all measurements, when the host is idle.</summary>
    public required double ResidentMegabytesAfterLoad { get; init; }

    /// <summary>How long after the last create its audit entry could be read: the longest of all rounds.</summary>
    public required double AuditLagSeconds { get; init; }
}

/// <summary>The report of a run.</summary>
internal sealed record LoadReport
{
    public required RunEnvironment Environment { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }

    public required AtRest AtRest { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    public required bool Passed { get; init; }
}
