using Enterprise.Core.Processes;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Reviews;

/// <summary>Reviews as processes in time: one a project.</summary>
internal sealed class ReviewClock(IDocumentStore store, ReviewService reviews) : ITimedProcess
{
    /// <inheritdoc/>
    public string Kind => ProcessStarter.Review;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken)
    {
        var schedules = await DueDocuments.First(store, ReviewSchedules.Type, ReviewSchedules.DueAt, limit, cancellationToken);
        return [.. schedules.Select(schedule => new DueProcess(KeyOf(schedule.Value), schedule.Value.DueAt!.Value))];
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken) =>
        reviews.Advance(key.ProjectId, cancellationToken);

    private static ProcessKey KeyOf(ReviewSchedule schedule) =>
        new(ProcessStarter.Review, schedule.ProjectId, schedule.ProjectId);
}
