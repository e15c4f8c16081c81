using System.Runtime.InteropServices;

namespace Enterprise.Bench.Load;

/// <summary>Where and how it was measured: without it no number means anything.</summary>
internal sealed record Surroundings
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

    public static Surroundings Of(LoadSettings settings) => new()
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

/// <summary>What the host takes while nobody asks it anything.</summary>
internal sealed record AtRest
{
    /// <summary>Of several starts, the median.</summary>
    public required double StartToReadySeconds { get; init; }

    public required IReadOnlyList<double> StartsToReadySeconds { get; init; }

    /// <summary>Resident memory after the start.</summary>
    public required double ResidentMegabytes { get; init; }

    /// <summary>Resident memory after every load, when it had settled.</summary>
    public required double ResidentMegabytesAfterLoad { get; init; }

    /// <summary>How long after the last create its audit entry could be read: the longest of the rounds.</summary>
    public required double AuditLagSeconds { get; init; }
}

/// <summary>The report of a run.</summary>
internal sealed record LoadReport
{
    public required Surroundings Environment { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }

    public required AtRest AtRest { get; init; }

    public required IReadOnlyList<Target> Targets { get; init; }

    public required bool Passed { get; init; }
}
