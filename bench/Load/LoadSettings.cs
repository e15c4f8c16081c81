using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>The settings of the comparison.</summary>
internal sealed record LoadSettings
{
    /// <summary>The number of concurrent clients.</summary>
    public required int Connections { get; init; }

    /// <summary>How long each scenario is measured in a round.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long each scenario runs once, unmeasured, until its code is compiled.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How many times everything is measured; the report has the medians.</summary>
    public required int Rounds { get; init; }

    /// <summary>The size of the large data set; the small one is a hundredth.</summary>
    public required SeedSize Size { get; init; }

    /// <summary>The directory of the servers, their data and the cached seeds, on the disk that is measured.</summary>
    public required string Folder { get; init; }

    /// <summary>A standalone host that has been published already; null to publish this repository's.</summary>
    public string? Host { get; init; }
}
