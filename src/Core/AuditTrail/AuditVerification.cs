namespace Enterprise.Core.AuditTrail;

/// <summary>What walking the hash chains found.</summary>
public sealed record AuditVerification
{
    /// <summary>Whether every entry is where and what it was when it was appended.</summary>
    public required bool Valid { get; init; }

    /// <summary>How many chains were walked.</summary>
    public required long Chains { get; init; }

    /// <summary>How many entries were walked.</summary>
    public required long Entries { get; init; }

    /// <summary>Where the chains break: the first break of each broken chain, of the first hundred of them.</summary>
    public required IReadOnlyList<ChainBreak> Breaks { get; init; }
}

/// <summary>Where a chain breaks.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Month">The month in which it breaks.</param>
/// <param name="Sequence">The place at which it breaks.</param>
/// <param name="EntryId">The entry there; null when it is missing.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record ChainBreak(string Chain, string Month, long Sequence, string? EntryId, string Reason);
