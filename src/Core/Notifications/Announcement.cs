using System.Collections.Frozen;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Deployments;
using Enterprise.Core.Releases;
using Enterprise.Core.Reviews;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

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

    /// <summary>
    /// The project's owner, or if the owner has left, the team's manager or the administrators.
    /// </summary>
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

    private static readonly FrozenDictionary<ChangeEvent, Func<Change, Announcement?>> _announced =
        new Dictionary<ChangeEvent, Func<Change, Announcement?>>
        {
            [ApprovalEvents.Assigned] = Always(NotificationEvent.ApprovalAssigned, Audience.Approvers),
            [ApprovalEvents.Reminded] = Always(NotificationEvent.ApprovalReminder, Audience.Approvers),
            [ApprovalEvents.Escalated] = Always(NotificationEvent.ApprovalEscalated, Audience.Approvers),
            [ApprovalEvents.Approved] = Always(NotificationEvent.ApprovalDecided, Audience.Requester | Audience.Owner),
            [ApprovalEvents.Rejected] = Always(NotificationEvent.ApprovalDecided, Audience.Requester | Audience.Owner),
            [ApprovalEvents.Expired] = Always(NotificationEvent.ApprovalDecided, Audience.Requester | Audience.Owner),
            [ApprovalEvents.Withdrawn] = Always(NotificationEvent.ApprovalDecided, Audience.Requester | Audience.Owner),
            [ApprovalEvents.Stuck] = Always(
                NotificationEvent.ApprovalStuck, Audience.Requester | Audience.Owner | Audience.Administrators),
            [ApprovalEvents.Overridden] = Always(
                NotificationEvent.ApprovalOverridden, Audience.Requester | Audience.Owner | Audience.Administrators),
            [ReviewEvents.Reminded] = Always(NotificationEvent.ReviewDue, Audience.Owner),
            [ReviewEvents.OverdueReminded] = Always(NotificationEvent.ReviewOverdue, Audience.Owner),
            [ReviewEvents.Escalated] = Always(NotificationEvent.ReviewEscalated, Audience.Approvers),
            [ReleaseEvents.Created] = OfRelease,
            [ReleaseEvents.Updated] = OfRelease,
            [DeploymentEvents.Created] = OfDeployment,
            [DeploymentEvents.Updated] = OfDeployment,
        }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, Func<Change, Announcement?>> _byAction = _announced
        .SelectMany(pair => Names(pair.Key).Select(name => KeyValuePair.Create(name, pair.Value)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The events of which people may be notified.</summary>
    internal static IReadOnlyCollection<ChangeEvent> Events => _announced.Keys;

    /// <summary>What people are notified of; null for nothing, which is the rule.</summary>
    internal static Announcement? Of(Change change) =>
        _byAction.TryGetValue(change.Action, out var announce) ? announce(change) : null;

    private static string[] Names(ChangeEvent @event) =>
        @event.FormerName is { } former ? [@event.Name, former] : [@event.Name];

    private static Func<Change, Announcement?> Always(NotificationEvent @event, Audience audience)
    {
        var announcement = new Announcement(@event, audience);
        return _ => announcement;
    }

    private static Announcement? OfRelease(Change change) =>
        Status<ReleaseStatus>(change, ReleaseDocuments.Status) switch
        {
            ReleaseStatus.Released => new(NotificationEvent.ReleasePublished, Audience.Owner | Audience.Team),
            ReleaseStatus.RolledBack => new(NotificationEvent.ReleaseRolledBack, Audience.Owner | Audience.Team),
            _ => null,
        };

    private static Announcement? OfDeployment(Change change) =>
        Status<DeploymentStatus>(change, DeploymentDocuments.Status) == DeploymentStatus.Failed
            ? new(NotificationEvent.DeploymentFailed, Audience.Owner | Audience.Team)
            : null;

    private static TStatus? Status<TStatus>(Change change, Field field)
        where TStatus : struct, Enum =>
        change.NewText(field) is { } name && EnumNames<TStatus>.TryParse(name, out var status) ? status : null;
}
