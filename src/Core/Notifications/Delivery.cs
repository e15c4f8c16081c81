using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Notifications;

/// <summary>Where a delivery is.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<DeliveryStatus>))]
public enum DeliveryStatus
{
    /// <summary>It is to be sent, for the first time or again.</summary>
    Pending,

    /// <summary>The other side took it.</summary>
    Delivered,

    /// <summary>It was overtaken by events: there is nothing to decide any more, or nobody to tell.</summary>
    Skipped,

    /// <summary>It was refused, or failed for a day. An operator can have it sent again.</summary>
    Dead,
}

/// <summary>What became of an attempt.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<AttemptOutcome>))]
public enum AttemptOutcome
{
    /// <summary>
    /// It is in progress, or was when the process ended: then it is unknown whether the message arrived.
    /// </summary>
    Started,

    Delivered,

    /// <summary>Worth another try.</summary>
    Failed,

    /// <summary>Not worth another try.</summary>
    Refused,

    /// <summary>Nothing was sent: it was overtaken by events.</summary>
    Skipped,
}

/// <summary>One attempt to deliver.</summary>
public sealed record DeliveryAttempt
{
    public required DateTimeOffset At { get; init; }

    public AttemptOutcome Outcome { get; init; }

    /// <summary>What went wrong, or why nothing was sent; without secrets.</summary>
    public string? Error { get; init; }
}

/// <summary>One message to one recipient on one channel, with what became of it. It holds no secrets.</summary>
public sealed record Delivery
{
    /// <summary>
    /// See <see cref="DeliveryDocuments.IdOf"/>: the same for the same change, recipient and channel.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>The change that is told of.</summary>
    public required string ChangeId { get; init; }

    public long? ProjectId { get; init; }

    public NotificationEvent Event { get; init; }

    /// <summary>Who is told: <c>user:7</c> or <c>team:3</c>.</summary>
    public required string Recipient { get; init; }

    /// <summary>The person who is told; null for a team.</summary>
    public long? UserId { get; init; }

    public ChannelKind Kind { get; init; }

    /// <summary>The channel; null for the address of a person who has none.</summary>
    public long? ChannelId { get; init; }

    /// <summary>Where it goes, as far as that is told: a host, or the kind of an address.</summary>
    public required string Host { get; init; }

    public required Message Message { get; init; }

    public DeliveryStatus Status { get; init; }

    /// <summary>
    /// When it is attempted next, or the current attempt's lease ends; null when it is finished.
    /// </summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>How often it was attempted.</summary>
    public int AttemptCount { get; init; }

    /// <summary>The last 20 attempts, oldest first.</summary>
    public IReadOnlyList<DeliveryAttempt> Attempts { get; set; } = [];

    /// <summary>When it is given up, a day after the first attempt since it was planned or replayed.</summary>
    public DateTimeOffset? GiveUpAt { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

/// <summary>
/// Says that a change was planned: committed with its deliveries, so that planning it once more, whoever subscribes to
/// what by then, comes to nothing.
/// </summary>
public sealed record DeliveryPlan
{
    public required string ChangeId { get; init; }

    /// <summary>Its number, from 0: a plan that is too large for one commit has several.</summary>
    public int Part { get; init; }

    /// <summary>Whether the change is planned with this part.</summary>
    public bool IsLast { get; init; }
}
