namespace Enterprise.Core.Auditing;

/// <summary>Consumers of earlier releases, at whose positions their successors start.</summary>
internal static class FormerConsumers
{
    /// <summary>
    /// Handed changes to all consumers but the audit trail, until each consumer got its own position.
    /// </summary>
    internal const string Reactions = "reactions";
}
