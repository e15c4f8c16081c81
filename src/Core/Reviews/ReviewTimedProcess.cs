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
        return change.ProjectId is { } project && (isReview || MovesReview(change)) ? KeyOf(project) : null;
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

    private static bool MovesReview(Change change) =>
        change.EntityType == ProjectDocuments.Type.Kind
        && (change.Touches(ProjectDocuments.ReviewDueDate)
            || (change.OldValues is not null && change.Touches(ProjectDocuments.Status)));
}
