using Enterprise.Cosmos.Feed;
using Enterprise.Functions.Feed;
using Enterprise.Functions.Tests.Hosting;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Functions.Tests.Feed;

/// <summary>The feed triggers of all consumers.</summary>
internal sealed class AllFeeds(IServiceProvider services)
{
    private readonly AuditTrailFeed _audit = Create<AuditTrailFeed>(services);
    private readonly ReviewFeed _reviews = Create<ReviewFeed>(services);
    private readonly ApproverFeed _approvers = Create<ApproverFeed>(services);
    private readonly NotificationFeed _notifications = Create<NotificationFeed>(services);
    private readonly ProcessFeed _processes = Create<ProcessFeed>(services);

    internal async Task OfProjects(IReadOnlyList<FeedItem> items, DurableTaskClient client)
    {
        await _audit.AuditChangesOfProjects(items, Worker.Stop);
        await _reviews.ScheduleReviewsOfProjects(items, client, Worker.Stop);
        await _approvers.UpdateApproversOfProjects(items, Worker.Stop);
        await _notifications.PlanNotificationsOfProjects(items, Worker.Stop);
        await _processes.StartProcessesOfProjects(items, client, Worker.Stop);
    }

    internal async Task OfDirectory(IReadOnlyList<FeedItem> items, DurableTaskClient client)
    {
        await _audit.AuditChangesOfDirectory(items, Worker.Stop);
        await _reviews.ScheduleReviewsOfDirectory(items, client, Worker.Stop);
        await _approvers.UpdateApproversOfDirectory(items, Worker.Stop);
        await _notifications.PlanNotificationsOfDirectory(items, Worker.Stop);
        await _processes.StartProcessesOfDirectory(items, client, Worker.Stop);
    }

    private static T Create<T>(IServiceProvider services) => ActivatorUtilities.CreateInstance<T>(services);
}
