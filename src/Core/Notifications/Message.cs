using System.Text.Json.Serialization;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Notifications;

/// <summary>What people can be told of, and subscribe to.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<NotificationEvent>))]
public enum NotificationEvent
{
    ApprovalAssigned,
    ApprovalReminder,
    ApprovalEscalated,
    ApprovalDecided,

    /// <summary>An approval that nobody is left to decide.</summary>
    ApprovalStuck,
    ApprovalOverridden,
    ReviewDue,
    ReviewOverdue,
    ReviewEscalated,
    ReleasePublished,
    ReleaseRolledBack,
    DeploymentFailed,
}

/// <summary>How people are told.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<ChannelKind>))]
public enum ChannelKind
{
    Slack,
    Teams,
    Email,
}

/// <summary>A labelled value in a message.</summary>
public sealed record MessageFact(string Label, string Value);

/// <summary>What is told, before it takes a channel's form.</summary>
public sealed record Message
{
    public required NotificationEvent Event { get; init; }

    /// <summary>One line of plain text.</summary>
    public required string Title { get; init; }

    /// <summary>Some sentences of plain text.</summary>
    public string Text { get; init; } = "";

    public IReadOnlyList<MessageFact> Facts { get; set; } = [];

    /// <summary>The project it is about.</summary>
    public long? ProjectId { get; init; }

    /// <summary>The approval that the recipient is asked to decide; null when there is nothing to decide.</summary>
    public long? ApprovalToDecide { get; init; }

    /// <summary>The path of a page about it, below the installation's URL: <c>/approvals/7/respond</c>.</summary>
    public string? Path { get; init; }
}

/// <summary>Where a message goes.</summary>
/// <param name="Kind">How.</param>
/// <param name="Address">
/// A webhook's URL, an e-mail address, or for Slack's bot <c>bot:</c> and an e-mail address.
/// </param>
/// <param name="UserId">The one person who reads it; null for a channel that many read.</param>
public sealed record MessageTarget(ChannelKind Kind, string Address, long? UserId)
{
    /// <summary>Names the delivery, the same at every attempt, so that a recipient can tell a repeat.</summary>
    public string? DeliveryId { get; init; }
}

/// <summary>What became of an attempt to send.</summary>
/// <param name="Succeeded">Whether the other side took it.</param>
/// <param name="IsPermanent">Whether another attempt is pointless.</param>
/// <param name="RetryAfter">When the other side asked to be tried again.</param>
/// <param name="Error">What went wrong, without secrets.</param>
public sealed record SendResult(bool Succeeded, bool IsPermanent, TimeSpan? RetryAfter, string? Error)
{
    public static SendResult Sent { get; } = new(Succeeded: true, IsPermanent: false, RetryAfter: null, Error: null);

    public static SendResult Failed(string error, TimeSpan? retryAfter = null) =>
        new(Succeeded: false, IsPermanent: false, retryAfter, error);

    public static SendResult Refused(string error) => new(Succeeded: false, IsPermanent: true, RetryAfter: null, error);
}

/// <summary>
/// Sends messages of one kind. It makes one attempt; the caller stores the failure and retries.
/// </summary>
public interface IMessageSender
{
    ChannelKind Kind { get; }

    /// <summary>Sends the message; tells failures of the other side rather than throwing them.</summary>
    ValueTask<SendResult> Send(Message message, MessageTarget target, CancellationToken cancellationToken);
}
