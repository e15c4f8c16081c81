using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>How deliveries are kept: those of one change in one partition.</summary>
public static class DeliveryDocuments
{
    /// <summary>How long a delivery is kept after its last attempt, be it delivered or dead.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(30);

    /// <summary>How long an id is at most.</summary>
    public const int MostIdCharacters = 100;

    private const int HashCharacters = 16;

    public static readonly Field Id = new("id", FieldKind.Text);
    public static readonly Field Status = new("status", FieldKind.Integer);
    public static readonly Field Kind = new("kind", FieldKind.Integer);
    public static readonly Field Event = new("event", FieldKind.Integer);
    public static readonly Field ProjectId = new("project_id", FieldKind.Integer);
    public static readonly Field UserId = new("user_id", FieldKind.Integer);
    public static readonly Field DueAt = new("due_at", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Delivery> Type = new(
        Container.Outbox,
        "delivery",
        NotificationsJson.Default.Delivery,
        (Id, delivery => FieldValue.Of(delivery.Id)),
        (Status, delivery => FieldValue.Of((long)delivery.Status)),
        (Kind, delivery => FieldValue.Of((long)delivery.Kind)),
        (Event, delivery => FieldValue.Of((long)delivery.Event)),
        (ProjectId, delivery => FieldValue.Of(delivery.ProjectId)),
        (UserId, delivery => FieldValue.Of(delivery.UserId)),
        (DueAt, delivery => FieldValue.Of(delivery.DueAt)),
        (CreatedAt, delivery => FieldValue.Of(delivery.CreatedAt)))
    {
        Indexes =
        [
            new(new Order(DueAt), new Order(Id)),
            new(new Order(CreatedAt), new Order(Id)),
            new(new Order(Status), new Order(CreatedAt), new Order(Id)),
            new(new Order(ProjectId), new Order(CreatedAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(Id)),
        ],
        TimeToLive = Retention,
    };

    /// <summary>A text that is unique among all parts of plans.</summary>
    public static readonly Field PlanKey = new("key", FieldKind.Text);

    public static readonly DocumentType<DeliveryPlan> Plans = new(
        Container.Outbox,
        "delivery_plan",
        NotificationsJson.Default.DeliveryPlan,
        (PlanKey, plan => FieldValue.Of($"{plan.ChangeId}:{PartId(plan.Part)}")))
    {
        Indexes = [DocumentIndex.InPartition(new Order(PlanKey))],
        TimeToLive = Retention,
    };

    /// <summary>What the deliveries can be asked; newest first.</summary>
    public static readonly ListDefinition<Delivery> List = new(Type)
    {
        Name = "deliveries",
        Filters =
        [
            ListFilter.Enumeration<DeliveryStatus>(Status),
            ListFilter.Enumeration<ChannelKind>(Kind),
            ListFilter.Enumeration<NotificationEvent>(Event),
            ListFilter.Integer(ProjectId),
            ListFilter.Integer(UserId),
            .. ListFilter.Times("created", CreatedAt),
        ],
        Sorts = [ListSort.By(CreatedAt)],
        DefaultSort = [new Order(CreatedAt, Descending: true)],
    };

    /// <summary>The id of the delivery of a change to a recipient on a channel; it begins with the change's.</summary>
    public static string IdOf(string changeId, string recipient, ChannelKind kind, long? channelId)
    {
        var channel = channelId is { } id ? Ids.Text(id) : kind.ToString();
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{recipient}/{channel}"));
        return $"{changeId}-{Convert.ToHexStringLower(hash)[..HashCharacters]}";
    }

    /// <summary>Where a delivery is kept; its partition is that of the change whose id it begins with.</summary>
    public static DocumentKey Key(string id) => new(Partition(ChangeIdOf(id)), id);

    /// <summary>The partition of everything that tells of a change.</summary>
    internal static string Partition(string changeId) => $"delivery:{changeId}";

    internal static string PartId(int part) => part.ToString("D3", CultureInfo.InvariantCulture);

    private static string ChangeIdOf(string id) => id.LastIndexOf('-') is > 0 and var end ? id[..end] : id;
}
