namespace Enterprise.Bench.Seeding;

/// <summary>What the bench has to know of a data set of processes; cached with it.</summary>
internal sealed record ProcessContent
{
    /// <summary>Pending approvals and reviews, together.</summary>
    public required int Processes { get; init; }

    /// <summary>The API tokens of managers, each of whom may decide.</summary>
    public required IReadOnlyList<string> ApproverTokens { get; init; }

    /// <summary>A project whose approval every manager can decide.</summary>
    public required long ContestedProject { get; init; }
}
