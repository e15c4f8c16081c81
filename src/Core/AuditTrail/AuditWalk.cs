namespace Enterprise.Core.AuditTrail;

/// <summary>
/// A walk along every hash chain, as far as it has come. It holds all that it takes to go on, in another process too.
/// </summary>
public sealed record AuditWalk
{
    /// <summary>The head of the month that was walked last; null at the start.</summary>
    public ChainHead? Last { get; init; }

    /// <summary>Whether nothing is left to be walked.</summary>
    public bool IsDone { get; init; }

    /// <inheritdoc cref="AuditVerification.Chains"/>
    public long Chains { get; init; }

    /// <inheritdoc cref="AuditVerification.Entries"/>
    public long Entries { get; init; }

    /// <inheritdoc cref="AuditVerification.Breaks"/>
    public IReadOnlyList<ChainBreak> Breaks { get; init; } = [];

    /// <summary>What it has found so far.</summary>
    public AuditVerification Found() => new()
    {
        Valid = Breaks.Count == 0,
        Chains = Chains,
        Entries = Entries,
        Breaks = Breaks,
    };
}
