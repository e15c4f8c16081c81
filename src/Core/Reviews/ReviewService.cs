using Enterprise.Core.Access;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Reviews;

/// <summary>The use cases of reviews.</summary>
internal sealed class ReviewService(
    IDocumentStore store,
    ProjectGuard guard,
    EntityWriter writer,
    IdempotencyRecordReader idempotency,
    ProjectReader projects,
    ProjectPartReader parts,
    ReviewPolicy rules,
    ReviewScheduleWriter scheduling)
{
    internal static EntityKind<Review> Kind { get; } = new(
        ReviewDocuments.Type,
        review => ProjectPartReader.Key(review.ProjectId, review.Id),
        review => review.ProjectId,
        new(ReviewEvents.Completed));

    /// <summary>Completes a review: it is kept, and the project is due again at its next date.</summary>
    public async ValueTask<Document<Review>> Complete(
        Call call,
        long projectId,
        NewReview fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.Get(call, projectId, ReviewPermissions.Complete, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, created => ProjectPartReader.Key(projectId, created), cancellationToken);
        if (earlier is not null)
            return earlier;

        NewReviewValidator.Check(fields);
        await Reviewed(call, projectId, fields, cancellationToken);
        var id = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        var place = ProjectPartReader.Key(projectId, id);
        return await EntityWriter.Persist(async () =>
        {
            if (key is not null && await store.Get(Kind.Documents, place, cancellationToken) is { } existing)
                return existing;
            var project = await Reviewed(call, projectId, fields, cancellationToken);
            var review = Completed(id, call.Caller.UserId, fields, project.Value);
            var updated = project.Value with
            {
                ReviewDueDate = review.NextDueDate,
                LastReviewId = id,
                LastReviewedAt = review.CreatedAt,
                UpdatedAt = review.CreatedAt,
            };
            var commit = writer.Begin(Kind, place);
            var completed = commit.Create(Kind, call.Origin, review);
            commit.Replace(ProjectDocuments.Kind, call.Origin, project, updated);
            await scheduling.Follow(commit, updated, cancellationToken);
            return await commit.Save(cancellationToken) ? completed.Document : null;
        });
    }

    /// <summary>Reads a review.</summary>
    public ValueTask<Document<Review>> Get(Call call, long projectId, long id, CancellationToken cancellationToken) =>
        parts.Get(call, Kind.Documents, projectId, id, cancellationToken);

    /// <summary>Lists the reviews that a project has had, by default the latest first.</summary>
    public ValueTask<ListPage<Review>> List(
        Call call,
        long projectId,
        ListRequest request,
        CancellationToken cancellationToken) =>
        parts.List(call, Kind.Documents, projectId, request, cancellationToken);

    /// <summary>
    /// Lists the reviews that are due or overdue, or to come, of the projects that the caller may see.
    /// </summary>
    public async ValueTask<ListPage<DueReview>> ListDue(
        Call call,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        var ofProjects = request with { Where = DueReviews.Resolve(request.Where, rules.Today) };
        var page = await projects.List(call, ofProjects, cancellationToken);
        return new ListPage<DueReview>([.. page.Items.Select(project => DueReviews.Of(project, rules))], page.Next);
    }

    /// <summary>
    /// Does what has fallen due of a project's review; returns when this is to be called again, null for never. However
    /// often, late or from how many hosts it is called, it comes to the same.
    /// </summary>
    public ValueTask<DateTimeOffset?> Advance(long projectId, CancellationToken cancellationToken) =>
        scheduling.Step(projectId, wakes: true, cancellationToken);

    /// <summary>
    /// Adapts a project's schedule to its date; returns when it is to be advanced, null for never.
    /// </summary>
    public ValueTask<DateTimeOffset?> Reconcile(long projectId, CancellationToken cancellationToken) =>
        scheduling.Step(projectId, wakes: false, cancellationToken);

    /// <summary>The project as it is now, if this is what a review of it has to say.</summary>
    private async ValueTask<Document<Project>> Reviewed(
        Call call,
        long projectId,
        NewReview fields,
        CancellationToken cancellationToken)
    {
        var project = await guard.Get(call, projectId, ReviewPermissions.Complete, cancellationToken);
        if (!ReviewPolicy.IsReviewed(project.Value))
            throw RefusedException.Conflict("The project is completed or archived, and is not reviewed any more.");
        NewReviewValidator.CheckFor(fields, project.Value, rules);
        var owner = await store.Get(
            UserDocuments.Type,
            UserDocuments.Key(project.Value.OwnerId ?? 0),
            cancellationToken);
        return owner is { Value.IsActive: true }
            ? project
            : throw RefusedException.Conflict(
                "owner_id",
                "The project's owner has left. Set another one before the review.");
    }

    private Review Completed(long id, long userId, NewReview fields, Project project) => new()
    {
        Id = id,
        ProjectId = project.Id,
        Outcome = fields.Outcome!.Value,
        Checklist = fields.Checklist,
        Notes = fields.Notes,
        ReviewDueDate = project.ReviewDueDate,
        NextDueDate = fields.NextDueDate ?? rules.NextDueDate(project, fields.Outcome.Value),
        OwnerId = project.OwnerId!.Value,
        ComplianceRequirements = project.ComplianceRequirements,
        CompletedBy = userId,
        CreatedAt = writer.TimeAfter(project),
    };
}
