using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Requests;

/// <summary>What became of a change: it was made, or it waits for its approval.</summary>
public sealed class ChangeOutcome<T>
    where T : class
{
    private ChangeOutcome(Document<T>? applied, Document<Approval>? proposed) =>
        (Applied, Proposed) = (applied, proposed);

    /// <summary>What was changed, as it is now; null when the change waits.</summary>
    public Document<T>? Applied { get; }

    /// <summary>The approval that the change waits for; null when it was made.</summary>
    public Document<Approval>? Proposed { get; }

    internal static ChangeOutcome<T>? Made(Document<T>? applied) => applied is null ? null : new(applied, null);

    internal static ChangeOutcome<T> Waiting(Document<Approval> proposed) => new(null, proposed);
}
