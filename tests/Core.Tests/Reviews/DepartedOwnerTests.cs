using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Reviews;

public sealed class DepartedOwnerTests : IAsyncLifetime
{
    private readonly CoreFixture _core = new();
    private Call _owner = null!;

    private ReviewFixture Fixture => new(_core);

    public async ValueTask InitializeAsync() => _owner = await _core.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _core.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Deactivating_an_owner_makes_their_reviews_due_at_once_and_audits_the_reason()
    {
        var later = await Fixture.Project(_owner, ReviewFixture.Today.AddDays(90));
        var never = await Fixture.Project(_owner);
        var overdue = await Fixture.Project(_owner, ReviewFixture.Today.AddDays(-5));
        var archived = await Fixture.Project(_owner, ReviewFixture.Today.AddDays(90));
        await Fixture.Patch(archived, """{"status":"archived"}""");
        var ofOthers = await Fixture.Project(await _core.SignUp(Role.Manager), ReviewFixture.Today.AddDays(90));
        await Fixture.CatchUp();
        await Fixture.Deactivate(_owner.Caller.UserId);

        var changes = await _core.ChangesOf(Fixture.CatchUp);

        Assert.Equal(new long?[] { later, never }.Order(), changes.Select(change => change.ProjectId).Order());
        Assert.All(changes, change =>
        {
            Assert.Equal(("project.updated", null), (change.Action, change.UserId));
            Assert.Equal($"The owner, user {_owner.Caller.UserId}, has left.", change.Reason);
            Assert.Equal("""{"review_due_date":"2026-03-01"}""", CoreFixture.Text(change.NewValues));
        });
        foreach (var (project, due) in new[] { (later, 0), (never, 0), (overdue, -5), (archived, 90), (ofOthers, 90) })
            Assert.Equal(ReviewFixture.Today.AddDays(due), (await Fixture.Read(project)).ReviewDueDate);
        Assert.Empty(await _core.ChangesOf(Fixture.CatchUp));
        Assert.Equal(
            3,
            (await _core.ChangesOf(Fixture.AdvanceDue))
                .Count(change => change.Action is "review.reminded" or "review.overdue_reminded"));
    }

    [Fact]
    public async Task Reactivated_owner_keeps_their_review_dates()
    {
        var project = await Fixture.Project(_owner, ReviewFixture.Today.AddDays(90));
        await Fixture.Deactivate(_owner.Caller.UserId);
        await _core.Service<UserService>().Update(
            Fixture.Admin,
            _owner.Caller.UserId,
            CoreFixture.Patch("""{"is_active":true}"""),
            IfMatch.Any,
            CoreFixture.Stop);

        await Fixture.CatchUp();

        Assert.Equal(ReviewFixture.Today.AddDays(90), (await Fixture.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task Reviews_of_all_230_projects_of_a_deactivated_owner_become_due()
    {
        var service = _core.Service<ProjectService>();
        var projects = await Task.WhenAll(Enumerable.Range(0, 230).Select(i => service.Create(
            _owner,
            new ProjectFields
            {
                Name = $"Project {i}",
                ReviewDueDate = i % 2 == 0 ? null : ReviewFixture.Today.AddDays(i),
            },
            null,
            CoreFixture.Stop).AsTask()));
        await Fixture.Deactivate(_owner.Caller.UserId);

        await Fixture.CatchUp();

        foreach (var project in projects)
        {
            Assert.Equal(ReviewFixture.Today, (await Fixture.Read(project.Project.Value.Id)).ReviewDueDate);
            Assert.NotNull((await Fixture.Schedule(project.Project.Value.Id))!.DueAt);
        }
    }
}
