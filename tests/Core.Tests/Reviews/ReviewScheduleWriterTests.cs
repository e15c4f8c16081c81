using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Core.Entities;
using Enterprise.Core.Processes;
using Enterprise.Core.Reviews;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Enterprise.Core.Tests.Reviews;

public sealed class ReviewScheduleWriterTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private Call _manager = null!;

    private ReviewFixture Fixture => new(_core);

    public async ValueTask InitializeAsync() => _manager = await _core.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Schedule_follows_the_review_date_when_it_is_set_changed_and_removed()
    {
        var project = await Fixture.Project(_manager, new DateOnly(2026, 6, 1));
        Assert.Equal(Utc(2026, 5, 18), (await Fixture.Schedule(project))!.DueAt);

        await Fixture.Patch(project, """{"review_due_date":"2026-07-01"}""");
        await Fixture.CatchUp();
        Assert.Equal(Utc(2026, 6, 17), (await Fixture.Schedule(project))!.DueAt);

        await Fixture.Patch(project, """{"review_due_date":null}""");
        await Fixture.CatchUp();
        Assert.Null((await Fixture.Schedule(project))!.DueAt);
    }

    [Theory]
    [InlineData("""{"review_due_date":"2026-07-01"}""")]
    [InlineData("""{"status":"archived"}""")]
    public async Task Process_is_woken_once_and_after_its_schedule_was_changed(string patch)
    {
        var project = await Fixture.Project(_manager, new DateOnly(2026, 6, 1));
        var changes = await _core.ChangesOf(async () => await Fixture.Patch(project, patch));
        var before = await Fixture.Schedule(project);
        var seen = new List<ReviewSchedule?>();
        var driver = Mock.Get(_core.Service<IProcessDriver>());
        driver
            .Setup(port => port.Wake(new ProcessKey("review", project, project), It.IsAny<CancellationToken>()))
            .Returns(async () => seen.Add(await Fixture.Schedule(project)));

        await _core.Service<ProcessStarter>().Handle(changes, CoreFixture.Stop);
        await _core.Service<ReviewChangeConsumer>().Handle(changes, CoreFixture.Stop);

        Assert.NotEqual(before!.DueAt, Assert.Single(seen)?.DueAt);
    }

    [Fact]
    public async Task Reactivated_project_is_scheduled_again()
    {
        var project = await Fixture.Project(_manager, new DateOnly(2026, 6, 1));
        await Fixture.Patch(project, """{"status":"archived"}""");
        await Fixture.CatchUp();
        Assert.Null((await Fixture.Schedule(project))?.DueAt);

        await Fixture.Patch(project, """{"status":"active"}""");
        await Fixture.CatchUp();

        Assert.Equal(Utc(2026, 5, 18), (await Fixture.Schedule(project))!.DueAt);
    }

    [Fact]
    public async Task Changes_without_effect_on_reviews_access_no_store()
    {
        var plain = await Fixture.Project(_manager);
        var changes = await _core.ChangesOf(async () =>
        {
            await Fixture.Project(_manager);
            await Fixture.Patch(plain, """{"priority":"critical","compliance_requirements":["ISO 27001"]}""");
            await _core.Team(_manager);
            await _core.SignUp(Role.Viewer);
        });
        Assert.True(changes.Count >= 4);
        var store = new Mock<IDocumentStore>(MockBehavior.Strict);
        await using var services = new ServiceCollection()
            .AddSingleton(store.Object)
            .AddSingleton(new IdAllocation(1))
            .AddSingleton<TimeProvider>(_core.Time)
            .AddSingleton(new Mock<IProcessDriver>(MockBehavior.Strict).Object)
            .AddSingleton<ILogger<ChangeDispatcher>>(NullLogger<ChangeDispatcher>.Instance)
            .AddEnterpriseCore()
            .BuildServiceProvider();

        await services.GetRequiredService<ReviewChangeConsumer>().Handle(changes, CoreFixture.Stop);

        store.VerifyNoOtherCalls();
    }

    [Fact]
    public async Task Reminders_and_escalations_of_a_year_are_written_as_changes()
    {
        var team = await _core.Service<TeamService>().Create(
            _manager,
            new TeamFields { Name = "Team", ManagerId = _manager.Caller.UserId },
            key: null,
            CoreFixture.Stop);
        var project = await Fixture.Project(
            _manager, new DateOnly(2026, 6, 1), fields => fields with { TeamId = team.Value.Id });
        await Fixture.CatchUp();

        var sent = await RunUntil(until: new DateOnly(2026, 6, 16));

        var approvers = $$"""
            "approvers":["team_manager:{{team.Value.Id}}"]
            """;
        Assert.Equal(
        [
            """2026-05-18 review.reminded {"review_due_date":"2026-06-01","days_before":14}""",
            """2026-05-25 review.reminded {"review_due_date":"2026-06-01","days_before":7}""",
            """2026-05-31 review.reminded {"review_due_date":"2026-06-01","days_before":1}""",
            """2026-06-01 review.reminded {"review_due_date":"2026-06-01","days_before":0}""",
            """2026-06-08 review.overdue_reminded {"review_due_date":"2026-06-01","days_overdue":7}""",
            $$"""2026-06-08 review.escalated {"review_due_date":"2026-06-01","days_overdue":7,{{approvers}}}""",
            """2026-06-15 review.overdue_reminded {"review_due_date":"2026-06-01","days_overdue":14}""",
            $$"""2026-06-15 review.escalated {"review_due_date":"2026-06-01","days_overdue":14,{{approvers}}}""",
        ], sent.Select(Text));
        Assert.All(
            sent,
            change => Assert.Equal(
                ("review", project, project, null),
                (change.EntityType, change.EntityId, change.ProjectId, change.UserId)));
    }

    [Fact]
    public async Task Overdue_review_without_a_team_manager_escalates_to_admins()
    {
        var team = (await _core.Team(await _core.SignUp(Role.Admin))).Value.Id;
        await Fixture.Project(_manager, new DateOnly(2026, 2, 1), fields => fields with { TeamId = team });
        await Fixture.Project(_manager, new DateOnly(2026, 2, 1));
        await Fixture.CatchUp();

        var changes = await _core.ChangesOf(Fixture.AdvanceDue);

        var escalations = changes.Where(change => change.Action == "review.escalated").ToList();
        Assert.Equal(2, escalations.Count);
        Assert.All(
            escalations,
            change => Assert.Contains(
                "\"approvers\":[\"role:admin\"]",
                CoreFixture.Text(change.NewValues),
                StringComparison.Ordinal));
    }

    [Fact]
    public async Task Concurrent_hosts_send_a_reminder_once()
    {
        var project = await Fixture.Project(_manager, ReviewFixture.Today);
        await Fixture.CatchUp();
        using var other = _core.AnotherProcess();

        var changes = await _core.ChangesOf(() => Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(async () =>
        {
            var reviews = (i % 2 == 0 ? _core : other).Service<ReviewService>();
            Assert.Equal(Utc(2026, 3, 8), await reviews.Advance(project, CoreFixture.Stop));
        }))));

        Assert.Equal("review.reminded", Assert.Single(changes).Action);
    }

    [Fact]
    public async Task Missing_or_stale_schedule_is_repaired_when_it_is_advanced()
    {
        var project = await Fixture.Project(_manager, new DateOnly(2026, 6, 1));

        Assert.Equal(Utc(2026, 5, 18), await Fixture.Reviews.Advance(project, CoreFixture.Stop));
        await Fixture.Patch(project, """{"review_due_date":"2026-07-01"}""");
        Assert.Equal(Utc(2026, 6, 17), await Fixture.Reviews.Advance(project, CoreFixture.Stop));
        Assert.Null(await Fixture.Reviews.Advance(4711, CoreFixture.Stop));
        Assert.Null(await Fixture.Schedule(4711));
    }

    [Fact]
    public async Task Completed_review_ends_the_reminders_of_the_previous_date()
    {
        var project = await Fixture.Project(_manager, ReviewFixture.Today);
        await Fixture.CatchUp();
        await Fixture.AdvanceDue();
        await Fixture.Reviews.Complete(_manager, project, ReviewFixture.Answer(), null, CoreFixture.Stop);

        var changes = await _core.ChangesOf(async () =>
        {
            await Fixture.CatchUp();
            _core.Time.Advance(TimeSpan.FromDays(300));
            await Fixture.AdvanceDue();
        });

        Assert.Empty(changes);
    }

    /// <summary>Advances at each due time, as a driver does, and returns the changes made.</summary>
    private async Task<IReadOnlyList<Change>> RunUntil(DateOnly until)
    {
        var before = (await _core.Changes()).Count;
        while (await Fixture.AdvanceDue() is { } next && DateOnly.FromDateTime(next.UtcDateTime) <= until)
            _core.Time.SetUtcNow(next);
        return [.. (await _core.Changes()).Skip(before)];
    }

    private static string Text(Change change) =>
        $"{change.OccurredAt.UtcDateTime:yyyy-MM-dd} {change.Action} {CoreFixture.Text(change.NewValues)}";

    private static DateTimeOffset Utc(int year, int month, int day) => new(year, month, day, 8, 0, 0, TimeSpan.Zero);
}
