using Enterprise.Core.Auditing;
using Enterprise.Core.Processes;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>Reviews as processes in time: one a project.</summary>
internal sealed class ReviewTimedProcess(IDocumentStore store, ReviewService reviews) : ITimedProcess
{
    /// <inheritdoc/>
    public string Kind => ReviewDocuments.Type.Kind;

    /// <inheritdoc/>
    public ProcessKey? Affected(Change change)
    {
        var isReview = change.EntityType == Kind;
        return change.ProjectId is { } project && (isReview || IsCreatedWithReview(change)) ? KeyOf(project) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken)
    {
        var schedules = await DueDocuments.First(
            store,
            ReviewScheduleDocuments.Type,
            ReviewScheduleDocuments.DueAt,
            limit,
            cancellationToken);
        return
        [
            .. schedules.Select(
                schedule => new DueProcess(KeyOf(schedule.Value.ProjectId), schedule.Value.DueAt!.Value)),
        ];
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken) =>
        reviews.Advance(key.ProjectId, cancellationToken);

    /// <summary>There is one a project, with the project's id.</summary>
    internal static ProcessKey KeyOf(long projectId) => new(ReviewDocuments.Type.Kind, projectId, projectId);

    /// <summary>
    /// Its schedule is in the same commit; a later date is scheduled by a consumer, which wakes the process.
    /// </summary>
    private static bool IsCreatedWithReview(Change change) =>
        ProjectEvents.Created.IsOf(change) && change.Touches(ProjectDocuments.ReviewDueDate);
}
