using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Enterprise.Functions.Tests.Hosting;

namespace Enterprise.Functions.Tests.Queues;

/// <summary>Deliveries as the planner stores them, and messages as the queue delivers them.</summary>
internal static class DeliveryFixture
{
    internal static readonly string ChangeId = new Guid(1, 2, 3, new byte[8]).ToString();

    /// <summary>Stores a delivery to the administrator's own address.</summary>
    internal static async Task<Delivery> Store(
        Worker worker,
        DateTimeOffset dueAt,
        DeliveryStatus status = DeliveryStatus.Pending,
        long? channelId = null)
    {
        var delivery = new Delivery
        {
            Id = DeliveryDocuments.IdOf(ChangeId, "user:1", ChannelKind.Email, channelId),
            ChangeId = ChangeId,
            Event = NotificationEvent.ReviewDue,
            Recipient = "user:1",
            UserId = 1,
            Kind = ChannelKind.Email,
            ChannelId = channelId,
            Host = "email",
            Message = new Message { Event = NotificationEvent.ReviewDue, Title = "Review due today: Portal" },
            Status = status,
            DueAt = status == DeliveryStatus.Pending ? dueAt : null,
            CreatedAt = dueAt,
        };
        var key = DeliveryDocuments.Key(delivery.Id);
        var commit = new Commit(Container.Outbox, key.Partition).Create(DeliveryDocuments.Type, key.Id, delivery);
        Assert.True((await worker.Service<IDocumentStore>().Commit(commit, Worker.Stop)).Succeeded);
        return delivery;
    }

    internal static async Task<Delivery> Read(Worker worker, string id) =>
        (await worker.Service<IDocumentStore>().Get(
            DeliveryDocuments.Type, DeliveryDocuments.Key(id), Worker.Stop))!.Value;

    internal static ServiceBusReceivedMessage Message(string id, int attempt = 1) =>
        Raw(JsonSerializer.Serialize(new { id, attempt }), id);

    internal static ServiceBusReceivedMessage Raw(string body, string messageId = "message") =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(body: BinaryData.FromString(body), messageId: messageId);
}
