using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Reviews;

/// <summary>What the tests of reviews have in common: a manager who owns projects, and what becomes of those.</summary>
internal sealed class ReviewCase(Registry registry)
{
    internal static DateOnly Today { get; } = new(2026, 3, 1);

    internal Registry Registry => registry;

    internal ReviewService Reviews => registry.Service<ReviewService>();

    internal Call Admin { get; } = Registry.CallOf(Role.Admin, userId: 999);

    internal async Task<long> Project(Call owner, DateOnly? due = null, Func<ProjectFields, ProjectFields>? adjust = null)
    {
        var fields = new ProjectFields { Name = $"Portal {Guid.NewGuid():N}", ReviewDueDate = due };
        return (await registry.Project(owner, adjust?.Invoke(fields) ?? fields)).Value.Id;
    }

    internal async Task<Project> Read(long projectId) =>
        (await registry.Store.Get(ProjectDocuments.Type, ProjectDocuments.Key(projectId), Registry.Stop))!.Value;

    internal async Task<ReviewSchedule?> Schedule(long projectId) =>
        (await registry.Store.Get(ReviewSchedules.Type, ReviewSchedules.Key(projectId), Registry.Stop))?.Value;

    internal Task Patch(long projectId, string json) => registry.Service<ProjectService>()
        .Update(Admin, projectId, Registry.Patch(json), IfMatch.Any, Registry.Stop).AsTask();

    internal Task Deactivate(long userId) => registry.Service<UserService>()
        .Deactivate(Admin, userId, IfMatch.Any, Registry.Stop).AsTask();

    /// <summary>Hands every change so far to the scheduler, which has most of them already.</summary>
    internal async Task CatchUp() =>
        await registry.Service<ReviewScheduler>().Handle(await registry.Changes(), Registry.Stop);

    /// <summary>Advances every project whose schedule is due, as a driver does; returns when the first one is next.</summary>
    internal async Task<DateTimeOffset?> Drive()
    {
        var query = new DocumentQuery<ReviewSchedule>(ReviewSchedules.Type)
        {
            Where = new Compare(ReviewSchedules.DueAt, Comparison.LessOrEqual, FieldValue.Of(registry.Time.GetUtcNow())),
            Sort = [new Order(ReviewSchedules.DueAt)],
        };
        foreach (var due in (await registry.Store.Query(query, Registry.Stop)).Items)
            await Reviews.Advance(due.Value.ProjectId, Registry.Stop);
        var next = query with { Where = new IsNull(ReviewSchedules.DueAt, Negated: true), Limit = 1 };
        return (await registry.Store.Query(next, Registry.Stop)).Items is [var first, ..] ? first.Value.DueAt : null;
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
