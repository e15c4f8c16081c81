using System.Text.Json;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;

namespace Enterprise.Core.Notifications;

/// <summary>Who is told of something.</summary>
[Flags]
internal enum Audience
{
    None = 0,

    /// <summary>Whom the change's references to approvers name.</summary>
    Approvers = 1,

    /// <summary>Who asked for the approval.</summary>
    Requester = 2,

    /// <summary>The project's owner, or in the place of one who has left the team's manager or the administrators.</summary>
    Owner = 4,

    Administrators = 8,

    /// <summary>The channels of the project's team.</summary>
    Team = 16,
}

/// <summary>What of a change people are told, and whom.</summary>
/// <param name="Event">What it is to people.</param>
/// <param name="Audience">Who is told.</param>
internal sealed record Announcement(NotificationEvent Event, Audience Audience)
{
    /// <summary>Whether the recipients are asked to decide.</summary>
    internal bool IsAsking => Event is
        NotificationEvent.ApprovalAssigned or NotificationEvent.ApprovalReminder or NotificationEvent.ApprovalEscalated;

    /// <summary>What is to be told of a change; null for nothing, which is the rule.</summary>
    internal static Announcement? Of(Change change) => change.Action switch
    {
        ApprovalActions.Assigned => new(NotificationEvent.ApprovalAssigned, Audience.Approvers),
        ApprovalActions.Reminded => new(NotificationEvent.ApprovalReminder, Audience.Approvers),
        ApprovalActions.Escalated => new(NotificationEvent.ApprovalEscalated, Audience.Approvers),
        ApprovalActions.Approved or ApprovalActions.Rejected or ApprovalActions.Expired or ApprovalActions.Withdrawn =>
            new(NotificationEvent.ApprovalDecided, Audience.Requester | Audience.Owner),
        ApprovalActions.Stuck =>
            new(NotificationEvent.ApprovalStuck, Audience.Requester | Audience.Owner | Audience.Administrators),
        ApprovalActions.Overridden =>
            new(NotificationEvent.ApprovalOverridden, Audience.Requester | Audience.Owner | Audience.Administrators),
        "review.reminded" => new(NotificationEvent.ReviewDue, Audience.Owner),
        "review.overdue" => new(NotificationEvent.ReviewOverdue, Audience.Owner),
        "review.escalated" => new(NotificationEvent.ReviewEscalated, Audience.Approvers),
        "release.created" or "release.updated" => NewText(change, "status") switch
        {
            "released" => new(NotificationEvent.ReleasePublished, Audience.Owner | Audience.Team),
            "rolled_back" => new(NotificationEvent.ReleaseRolledBack, Audience.Owner | Audience.Team),
            _ => null,
        },
        "deployment.created" or "deployment.updated" when NewText(change, "status") == "failed" =>
            new(NotificationEvent.DeploymentFailed, Audience.Owner | Audience.Team),
        _ => null,
    };

    /// <summary>The new value of a field, where it changed and is a text.</summary>
    internal static string? NewText(Change change, string field) =>
        NewValue(change, field) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The new value of a field, where it changed and is a whole number.</summary>
    internal static long? NewNumber(Change change, string field) =>
        NewValue(change, field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The texts of a list, where it changed.</summary>
    internal static IReadOnlyList<string> NewTexts(Change change, string field) =>
        NewValue(change, field) is { ValueKind: JsonValueKind.Array } list
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static JsonElement? NewValue(Change change, string field) =>
        change.NewValues is { ValueKind: JsonValueKind.Object } values && values.TryGetProperty(field, out var value)
            ? value
            : null;
}
