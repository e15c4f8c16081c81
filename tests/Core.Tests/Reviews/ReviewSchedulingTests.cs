using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Entities;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Enterprise.Core.Tests.Reviews;

public sealed class ReviewSchedulingTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private Call _manager = null!;

    private ReviewCase Case => new(_registry);

    public async ValueTask InitializeAsync() => _manager = await _registry.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_date_makes_a_schedule_a_new_date_a_new_one_and_no_date_none()
    {
        var project = await Case.Project(_manager, new DateOnly(2026, 6, 1));
        Assert.Equal(Utc(2026, 5, 18), (await Case.Schedule(project))!.DueAt);

        await Case.Patch(project, """{"review_due_date":"2026-07-01"}""");
        await Case.CatchUp();
        Assert.Equal(Utc(2026, 6, 17), (await Case.Schedule(project))!.DueAt);

        await Case.Patch(project, """{"review_due_date":null}""");
        await Case.CatchUp();
        Assert.Null((await Case.Schedule(project))!.DueAt);
    }

    [Fact]
    public async Task What_comes_back_to_life_is_scheduled_again()
    {
        var project = await Case.Project(_manager, new DateOnly(2026, 6, 1));
        await Case.Patch(project, """{"status":"archived"}""");
        await Case.CatchUp();
        Assert.Null((await Case.Schedule(project))?.DueAt);

        await Case.Patch(project, """{"status":"active"}""");
        await Case.CatchUp();

        Assert.Equal(Utc(2026, 5, 18), (await Case.Schedule(project))!.DueAt);
    }

    [Fact]
    public async Task Changes_that_concern_no_review_cost_nothing()
    {
        var plain = await Case.Project(_manager);
        var changes = await _registry.ChangesOf(async () =>
        {
            await Case.Project(_manager);
            await Case.Patch(plain, """{"priority":"critical","compliance_requirements":["ISO 27001"]}""");
            await _registry.Team(_manager);
            await _registry.SignUp(Role.Viewer);
        });
        Assert.True(changes.Count >= 4);
        var store = new Mock<IDocumentStore>(MockBehavior.Strict);
        await using var services = new ServiceCollection()
            .AddSingleton(store.Object)
            .AddSingleton(new IdAllocation(1))
            .AddSingleton<TimeProvider>(_registry.Time)
            .AddSingleton<ILogger<ChangeDispatcher>>(NullLogger<ChangeDispatcher>.Instance)
            .AddEnterpriseCore()
            .BuildServiceProvider();

        await services.GetRequiredService<ReviewScheduler>().Handle(changes, Registry.Stop);

        store.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task A_year_on_the_store_sends_what_a_year_of_the_process_does()
    {
        var team = await _registry.Service<TeamService>().Create(
            _manager, new TeamFields { Name = "Team", ManagerId = _manager.Caller.UserId }, key: null, Registry.Stop);
        var project = await Case.Project(_manager, new DateOnly(2026, 6, 1), fields => fields with { TeamId = team.Value.Id });
        await Case.CatchUp();

        var sent = await Play(until: new DateOnly(2026, 6, 16));

        Assert.Equal(
        [
            """2026-05-18 review.reminded {"review_due_date":"2026-06-01","days_before":14}""",
            """2026-05-25 review.reminded {"review_due_date":"2026-06-01","days_before":7}""",
            """2026-05-31 review.reminded {"review_due_date":"2026-06-01","days_before":1}""",
            """2026-06-01 review.reminded {"review_due_date":"2026-06-01","days_before":0}""",
            """2026-06-08 review.overdue {"review_due_date":"2026-06-01","days_overdue":7}""",
            $$"""2026-06-08 review.escalated {"review_due_date":"2026-06-01","days_overdue":7,"approvers":["team_manager:{{team.Value.Id}}"]}""",
            """2026-06-15 review.overdue {"review_due_date":"2026-06-01","days_overdue":14}""",
            $$"""2026-06-15 review.escalated {"review_due_date":"2026-06-01","days_overdue":14,"approvers":["team_manager:{{team.Value.Id}}"]}""",
        ], sent.Select(Text));
        Assert.All(sent, change => Assert.Equal(("review", project, project, null), (change.EntityType, change.EntityId, change.ProjectId, change.UserId)));
    }

    [Fact]
    public async Task Without_a_manager_the_administrators_are_told()
    {
        var team = (await _registry.Team(await _registry.SignUp(Role.Admin))).Value.Id;
        await Case.Project(_manager, new DateOnly(2026, 2, 1), fields => fields with { TeamId = team });
        await Case.Project(_manager, new DateOnly(2026, 2, 1));
        await Case.CatchUp();

        var changes = await _registry.ChangesOf(Case.Drive);

        var escalations = changes.Where(change => change.Action == "review.escalated").ToList();
        Assert.Equal(2, escalations.Count);
        Assert.All(escalations, change => Assert.Contains("\"approvers\":[\"role:admin\"]", Registry.Text(change.NewValues), StringComparison.Ordinal));
    }

    [Fact]
    public async Task However_many_hosts_advance_a_reminder_is_sent_once()
    {
        var project = await Case.Project(_manager, ReviewCase.Today);
        await Case.CatchUp();
        using var other = _registry.Again();

        var changes = await _registry.ChangesOf(() => Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            var reviews = (i % 2 == 0 ? _registry : other).Service<ReviewService>();
            Assert.Equal(Utc(2026, 3, 8), await reviews.Advance(project, Registry.Stop));
        }))));

        Assert.Equal("review.reminded", Assert.Single(changes).Action);
    }

    [Fact]
    public async Task A_schedule_that_is_missing_or_stale_is_mended_when_it_is_advanced()
    {
        var project = await Case.Project(_manager, new DateOnly(2026, 6, 1));

        Assert.Equal(Utc(2026, 5, 18), await Case.Reviews.Advance(project, Registry.Stop));
        await Case.Patch(project, """{"review_due_date":"2026-07-01"}""");
        Assert.Equal(Utc(2026, 6, 17), await Case.Reviews.Advance(project, Registry.Stop));
        Assert.Null(await Case.Reviews.Advance(4711, Registry.Stop));
        Assert.Null(await Case.Schedule(4711));
    }

    [Fact]
    public async Task A_completed_review_ends_the_reminders_of_the_date_before()
    {
        var project = await Case.Project(_manager, ReviewCase.Today);
        await Case.CatchUp();
        await Case.Drive();
        await Case.Reviews.Complete(_manager, project, ReviewCase.Answer(), null, Registry.Stop);

        var changes = await _registry.ChangesOf(async () =>
        {
            await Case.CatchUp();
            _registry.Time.Advance(TimeSpan.FromDays(300));
            await Case.Drive();
        });

        Assert.Empty(changes);
    }

    /// <summary>Sleeps until the next due time, again and again, as a driver does.</summary>
    private async Task<IReadOnlyList<Change>> Play(DateOnly until)
    {
        var before = (await _registry.Changes()).Count;
        while (await Case.Drive() is { } next && DateOnly.FromDateTime(next.UtcDateTime) <= until)
            _registry.Time.SetUtcNow(next);
        return [.. (await _registry.Changes()).Skip(before)];
    }

    private static string Text(Change change) =>
        $"{change.OccurredAt.UtcDateTime:yyyy-MM-dd} {change.Action} {Registry.Text(change.NewValues)}";

    private static DateTimeOffset Utc(int year, int month, int day) => new(year, month, day, 8, 0, 0, TimeSpan.Zero);
}
