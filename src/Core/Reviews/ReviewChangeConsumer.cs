using Enterprise.Core.Auditing;
using Enterprise.Core.Processes;
using Enterprise.Core.Projects;
using Enterprise.Core.Users;

namespace Enterprise.Core.Reviews;

/// <summary>Follows projects that are dated anew or come to an end, and owners who leave.</summary>
internal sealed class ReviewChangeConsumer(
    ReviewService reviews,
    OwnerDepartureHandler owners,
    IProcessDriver driver) : IChangeConsumer
{
    /// <summary>Commits that wait at the same time share a flush.</summary>
    private const int AtOnce = 16;

    /// <inheritdoc/>
    public string Name => "review-scheduler";

    /// <inheritdoc/>
    public string Predecessor => FormerConsumers.Reactions;

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        foreach (var user in changes.Where(IsDeparture).Select(change => change.EntityId!.Value).Distinct())
            await owners.Handle(user, cancellationToken);

        var projects = changes.Where(Matters).Select(change => change.EntityId!.Value).Distinct();
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(projects, parallel, Reconcile);
    }

    private async ValueTask Reconcile(long project, CancellationToken cancellationToken)
    {
        await reviews.Reconcile(project, cancellationToken);

        // Not by the change itself, which is handled elsewhere before the schedule has the new date.
        await driver.Wake(ReviewTimedProcess.KeyOf(project), cancellationToken);
    }

    /// <summary>Most changes of projects don't, and cost nothing here. A new project comes with its schedule.</summary>
    private static bool Matters(Change change) =>
        ProjectEvents.Updated.IsOf(change)
        && (change.Touches(ProjectDocuments.ReviewDueDate) || change.Touches(ProjectDocuments.Status));

    private static bool IsDeparture(Change change) =>
        UserEvents.Updated.IsOf(change) && change.NewFlag(UserDocuments.IsActive) == false;
}
