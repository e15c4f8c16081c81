using Enterprise.Core.Auditing;

namespace Enterprise.Core.DeadLetters;

/// <summary>What happens to dead letters.</summary>
public static class DeadLetterEvents
{
    /// <summary>An operator had a parked change handled again.</summary>
    public static readonly ChangeEvent Replayed = new("dead_letter.replayed");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ChangeEvent> All { get; } = [Replayed];
}
