namespace Enterprise.Bench.Seeding;

/// <summary>The size of a data set.</summary>
internal readonly record struct SeedSize(int Projects, int Entries)
{
    /// <summary>A hundredth, but enough for every scenario.</summary>
    public SeedSize Hundredth() => new(Math.Max(100, Projects / 100), Math.Max(1000, Entries / 100));
}

/// <summary>What the bench has to know of a data set; cached with it.</summary>
internal sealed record SeedContent
{
    public required int Projects { get; init; }

    public required int Entries { get; init; }

    /// <summary>The API token of a manager who is a member of the team, and no administrator.</summary>
    public required string ManagerToken { get; init; }

    public required long ManagerId { get; init; }

    public required long TeamId { get; init; }

    /// <summary>The projects that the manager may see, with their audit trails.</summary>
    public required IReadOnlyList<long> OwnProjects { get; init; }
}
