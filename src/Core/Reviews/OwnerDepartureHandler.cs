using Enterprise.Core.Auditing;
using Enterprise.Core.Entities;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Reviews;

/// <summary>When a person leaves, somebody else has to be found for what they own: its review is due at once.</summary>
internal sealed class OwnerDepartureHandler(
    IDocumentStore store,
    EntityWriter writer,
    ReviewPolicy rules,
    ReviewScheduleWriter scheduling)
{
    private const int PageSize = 100;
    private const int AtOnce = 8;

    /// <summary>
    /// If the person has left, makes the reviews of their projects due today unless they are due earlier.
    /// </summary>
    internal async ValueTask Handle(long userId, CancellationToken cancellationToken)
    {
        if (await HasReturned(userId, cancellationToken))
            return;
        var query = new DocumentQuery<Project>(ProjectDocuments.Type)
        {
            Where = Predicate.Equal(ProjectDocuments.OwnerId, FieldValue.Of(userId))
                & (new IsNull(ProjectDocuments.ReviewDueDate)
                    | new Compare(ProjectDocuments.ReviewDueDate, Comparison.Greater, FieldValue.Of(rules.Today))),
            Sort = [new Order(ProjectDocuments.Id)],
            Limit = PageSize,
        };
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        while (true)
        {
            var page = await store.Query(query, cancellationToken);
            await Parallel.ForEachAsync(page.Items, parallel, (project, stop) => Due(project.Value.Id, userId, stop));
            if (!page.HasMore)
                return;
            query = query with { After = page.Next };
        }
    }

    private async ValueTask<bool> HasReturned(long userId, CancellationToken cancellationToken) =>
        await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken) is { Value.IsActive: true };

    private async ValueTask Due(long projectId, long userId, CancellationToken cancellationToken) =>
        await EntityWriter.Persist(async () =>
        {
            var current = await store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), cancellationToken)
                ?? throw new InvalidOperationException(
                    $"The project {Ids.Text(projectId)} is gone, which none ever is.");
            var today = rules.Today;
            if (current.Value.OwnerId != userId
                || !ReviewPolicy.IsReviewed(current.Value)
                || current.Value.ReviewDueDate <= today)
            {
                return current;
            }

            var updated = current.Value with { ReviewDueDate = today, UpdatedAt = writer.TimeAfter(current.Value) };
            var reason = $"The owner, user {Ids.Text(userId)}, has left.";
            var commit = writer.Begin(ProjectDocuments.Kind, current.Key);
            var write = commit.Replace(ProjectDocuments.Kind, Origin.System, current, updated, reason)
                ?? throw new InvalidOperationException("An earlier due date is a difference.");
            await scheduling.Follow(commit, updated, cancellationToken);
            return await commit.Save(cancellationToken) ? write.Document : null;
        });
}
