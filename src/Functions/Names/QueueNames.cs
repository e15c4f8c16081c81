namespace Enterprise.Functions.Names;

/// <summary>The Service Bus queues.</summary>
internal static class QueueNames
{
    /// <summary>Deliveries of notifications; the id of a message is derived from its delivery and attempt.</summary>
    internal const string Deliveries = "deliveries";
}
