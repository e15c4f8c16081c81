namespace Enterprise.Functions.Names;

/// <summary>The Service Bus queues.</summary>
internal static class QueueNames
{
    /// <summary>Notifications on their way to a receiver, one message a delivery, the delivery's id as the message's.</summary>
    internal const string Deliveries = "deliveries";
}
