using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Reviews;

/// <summary>Creates projects with review dates, and advances and completes their reviews.</summary>
internal sealed class ReviewFixture(CoreFixture core)
{
    internal static DateOnly Today { get; } = new(2026, 3, 1);

    internal ReviewService Reviews => core.Service<ReviewService>();

    internal Call Admin { get; } = CoreFixture.CallOf(Role.Admin, userId: 999);

    internal async Task<long> Project(
        Call owner, DateOnly? due = null, Func<ProjectFields, ProjectFields>? adjust = null)
    {
        var fields = new ProjectFields { Name = $"Portal {Guid.NewGuid():N}", ReviewDueDate = due };
        return (await core.Project(owner, adjust?.Invoke(fields) ?? fields)).Value.Id;
    }

    internal async Task<Project> Read(long projectId) =>
        (await core.Store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), CoreFixture.Stop))!.Value;

    internal async Task<ReviewSchedule?> Schedule(long projectId) =>
        (await core.Store.Get(
            ReviewScheduleDocuments.Type,
            ReviewScheduleDocuments.Key(projectId),
            CoreFixture.Stop))?.Value;

    internal Task Patch(long projectId, string json) => core.Service<ProjectService>()
        .Update(Admin, projectId, CoreFixture.Patch(json), IfMatch.Any, CoreFixture.Stop).AsTask();

    internal Task Deactivate(long userId) => core.Service<UserService>()
        .Deactivate(Admin, userId, IfMatch.Any, CoreFixture.Stop).AsTask();

    /// <summary>Hands every change so far to the scheduler, which has handled most of them already.</summary>
    internal async Task CatchUp() =>
        await core.Service<ReviewChangeConsumer>().Handle(await core.Changes(), CoreFixture.Stop);

    /// <summary>Advances every project whose schedule is due, as a driver does; returns the next due time.</summary>
    internal async Task<DateTimeOffset?> AdvanceDue()
    {
        var query = new DocumentQuery<ReviewSchedule>(ReviewScheduleDocuments.Type)
        {
            Where = new Compare(
                ReviewScheduleDocuments.DueAt,
                Comparison.LessOrEqual,
                FieldValue.Of(core.Time.GetUtcNow())),
            Sort = [new Order(ReviewScheduleDocuments.DueAt)],
        };
        foreach (var due in (await core.Store.Query(query, CoreFixture.Stop)).Items)
            await Reviews.Advance(due.Value.ProjectId, CoreFixture.Stop);
        var next = query with { Where = new IsNull(ReviewScheduleDocuments.DueAt, Negated: true), Limit = 1 };
        return (await core.Store.Query(next, CoreFixture.Stop)).Items is [var first, ..] ? first.Value.DueAt : null;
    }

    internal static NewReview Answer(
        ReviewOutcome outcome = ReviewOutcome.Confirmed,
        IReadOnlyList<string>? items = null,
        DateOnly? next = null,
        bool? confirms = true) => new()
        {
            Outcome = outcome,
            Checklist = [.. (items ?? []).Select(item => new ChecklistAnswer { Item = item, IsMet = true })],
            NextDueDate = next,
            ConfirmsOwnership = confirms,
        };
}
