using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>How the comparison is done.</summary>
internal sealed record LoadSettings
{
    /// <summary>How many clients ask at once.</summary>
    public required int Connections { get; init; }

    /// <summary>How long each scenario is measured in a round.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How long each scenario runs once, unmeasured, for the compiler to see what is hot.</summary>
    public required TimeSpan WarmUp { get; init; }

    /// <summary>How often everything is measured; the report shows medians.</summary>
    public required int Rounds { get; init; }

    /// <summary>The size of the large data set; the small one is a hundredth.</summary>
    public required SeedSize Size { get; init; }

    /// <summary>Where the servers, their data and the kept seeds are: the disk that is measured.</summary>
    public required string Folder { get; init; }

    /// <summary>A standalone host that has been published already; null to publish this repository's.</summary>
    public string? Host { get; init; }
}
