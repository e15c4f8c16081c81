namespace Enterprise.Bench.Seeding;

/// <summary>What a data set of processes holds that the bench has to know, kept beside it.</summary>
internal sealed record ProcessContent
{
    /// <summary>Pending approvals and reviews, together.</summary>
    public required int Processes { get; init; }

    /// <summary>The API tokens of managers, each of whom may decide.</summary>
    public required IReadOnlyList<string> ApproverTokens { get; init; }

    /// <summary>A project whose approval every manager is asked for.</summary>
    public required long ContestedProject { get; init; }
}
