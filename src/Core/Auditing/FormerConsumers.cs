namespace Enterprise.Core.Auditing;

/// <summary>Consumers of earlier releases, at whose positions their successors start.</summary>
internal static class FormerConsumers
{
    /// <summary>
    /// Handed changes to everything but the audit trail, until each consumer got a position of its own.
    /// </summary>
    internal const string Reactions = "reactions";
}
