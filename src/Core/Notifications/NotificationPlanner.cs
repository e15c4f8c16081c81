using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Deployments;
using Enterprise.Core.Projects;
using Enterprise.Core.Releases;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Notifications;

/// <summary>Turns changes into deliveries. Of most changes nobody is told, and they cost nothing.</summary>
internal sealed class NotificationPlanner(
    IDocumentStore store,
    RecipientResolver recipients,
    SubscriptionReader subscriptions,
    DeliveryPlanWriter plans,
    IDeliveryQueue queue,
    TimeProvider time) : IChangeConsumer
{
    /// <summary>
    /// Older changes are not notified: nobody needs last month's releases from a host that was down, or is new.
    /// </summary>
    internal static readonly TimeSpan OldestNews = TimeSpan.FromDays(3);

    private const int MostAtOnce = 8;

    /// <inheritdoc/>
    public string Name => "notification-planner";

    /// <inheritdoc/>
    public string Predecessor => FormerConsumers.Reactions;

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var news = new List<(Change Change, Announcement Announcement)>();
        foreach (var change in changes)
        {
            if (Announcement.Of(change) is { } announcement
                && (announcement.IsAsking || change.OccurredAt > now - OldestNews))
            {
                news.Add((change, announcement));
            }
        }

        if (news.Count == 0)
            return;
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = MostAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            news.DistinctBy(one => one.Change.Id),
            options,
            async (one, token) => await Plan(one.Change, one.Announcement, token));
    }

    private async ValueTask Plan(Change change, Announcement announcement, CancellationToken cancellationToken)
    {
        if (await SubjectOf(change, announcement, cancellationToken) is not { } subject)
            return;
        var people = await recipients.Of(subject, cancellationToken);
        var team = announcement.Audience.HasFlag(Audience.Team) && RecipientResolver.MayTeamBeTold(subject.Project)
            ? subject.Project.TeamId
            : null;
        var ways = await subscriptions.Of(announcement.Event, people, team, cancellationToken);
        if (ways.Count == 0)
            return;
        var message = MessageText.Of(subject);
        var now = UtcTimestampConverter.ToMicroseconds(time.GetUtcNow());
        var pending = await plans.Commit(
            change.Id,
            [.. ways.Select(way => DeliveryOf(change, message, way, now))],
            cancellationToken);
        await queue.Enqueue([.. pending.Select(QueuedDelivery.Of).OfType<QueuedDelivery>()], cancellationToken);
    }

    private static Delivery DeliveryOf(Change change, Message message, Subscription way, DateTimeOffset now) => new()
    {
        Id = DeliveryDocuments.IdOf(change.Id, way.Owner.Partition, way.Kind, way.ChannelId),
        ChangeId = change.Id,
        ProjectId = change.ProjectId,
        Event = message.Event,
        Recipient = way.Owner.Partition,
        UserId = way.Owner.UserId,
        Kind = way.Kind,
        ChannelId = way.ChannelId,
        Host = way.Host,
        Message = message,
        DueAt = now,
        CreatedAt = now,
    };

    /// <summary>What the change is about; null when it is gone, or decided by now.</summary>
    private async ValueTask<Subject?> SubjectOf(
        Change change,
        Announcement announcement,
        CancellationToken cancellationToken)
    {
        if (change.ProjectId is not { } projectId
            || await store.Get(
                ProjectDocuments.Type,
                ProjectDocuments.Key(projectId),
                cancellationToken) is not { } project)
        {
            return null;
        }

        var partition = project.Key.Partition;
        var subject = new Subject(change, announcement, project.Value)
        {
            Approval = await Part(ApprovalDocuments.Type, change, partition, cancellationToken),
            Release = await Part(ReleaseDocuments.Type, change, partition, cancellationToken),
            Deployment = await Part(DeploymentDocuments.Type, change, partition, cancellationToken),
            Actor = await NameOf(change.UserId, cancellationToken),
        };
        var isOfApproval = change.EntityType == ApprovalDocuments.Type.Kind;
        if (isOfApproval
            && (subject.Approval is null
                || (announcement.IsAsking && subject.Approval.Status != ApprovalState.Pending)))
        {
            return null;
        }

        return subject with { Requester = await NameOf(subject.Approval?.RequestedBy, cancellationToken) };
    }

    private async ValueTask<T?> Part<T>(
        DocumentType<T> type,
        Change change,
        string partition,
        CancellationToken cancellationToken)
        where T : class =>
        change.EntityType == type.Kind && change.EntityId is { } id
            ? (await store.Get(type, new DocumentKey(partition, Ids.Text(id)), cancellationToken))?.Value
            : null;

    private async ValueTask<string?> NameOf(long? userId, CancellationToken cancellationToken) =>
        userId is { } id
            ? (await store.Get(UserDocuments.Type, UserDocuments.Key(id), cancellationToken))?.Value.Name
            : null;
}
