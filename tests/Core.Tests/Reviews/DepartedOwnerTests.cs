using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Reviews;

public sealed class DepartedOwnerTests : IAsyncLifetime
{
    private readonly Registry _registry = new();
    private Call _owner = null!;

    private ReviewCase Case => new(_registry);

    public async ValueTask InitializeAsync() => _owner = await _registry.SignUp(Role.Manager);

    public ValueTask DisposeAsync()
    {
        _registry.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_a_person_owns_is_due_at_once_when_they_leave_and_the_trail_says_why()
    {
        var later = await Case.Project(_owner, ReviewCase.Today.AddDays(90));
        var never = await Case.Project(_owner);
        var overdue = await Case.Project(_owner, ReviewCase.Today.AddDays(-5));
        var archived = await Case.Project(_owner, ReviewCase.Today.AddDays(90));
        await Case.Patch(archived, """{"status":"archived"}""");
        var ofOthers = await Case.Project(await _registry.SignUp(Role.Manager), ReviewCase.Today.AddDays(90));
        await Case.CatchUp();
        await Case.Deactivate(_owner.Caller.UserId);

        var changes = await _registry.ChangesOf(Case.CatchUp);

        Assert.Equal(new long?[] { later, never }.Order(), changes.Select(change => change.ProjectId).Order());
        Assert.All(changes, change =>
        {
            Assert.Equal(("project.updated", null), (change.Action, change.UserId));
            Assert.Equal($"The owner, user {_owner.Caller.UserId}, has left.", change.Reason);
            Assert.Equal("""{"review_due_date":"2026-03-01"}""", Registry.Text(change.NewValues));
        });
        foreach (var (project, due) in new[] { (later, 0), (never, 0), (overdue, -5), (archived, 90), (ofOthers, 90) })
            Assert.Equal(ReviewCase.Today.AddDays(due), (await Case.Read(project)).ReviewDueDate);
        Assert.Empty(await _registry.ChangesOf(Case.CatchUp));
        Assert.Equal(3, (await _registry.ChangesOf(Case.Drive)).Count(change => change.Action is "review.reminded" or "review.overdue"));
    }

    [Fact]
    public async Task Whoever_has_come_back_has_not_left()
    {
        var project = await Case.Project(_owner, ReviewCase.Today.AddDays(90));
        await Case.Deactivate(_owner.Caller.UserId);
        await _registry.Service<UserService>().Update(
            Case.Admin, _owner.Caller.UserId, Registry.Patch("""{"is_active":true}"""), IfMatch.Any, Registry.Stop);

        await Case.CatchUp();

        Assert.Equal(ReviewCase.Today.AddDays(90), (await Case.Read(project)).ReviewDueDate);
    }

    [Fact]
    public async Task However_much_a_person_owns_nothing_is_left_out()
    {
        var service = _registry.Service<ProjectService>();
        var projects = await Task.WhenAll(Enumerable.Range(0, 230).Select(i => service.Create(
            _owner, new ProjectFields { Name = $"Project {i}", ReviewDueDate = i % 2 == 0 ? null : ReviewCase.Today.AddDays(i) }, null, Registry.Stop).AsTask()));
        await Case.Deactivate(_owner.Caller.UserId);

        await Case.CatchUp();

        foreach (var project in projects)
        {
            Assert.Equal(ReviewCase.Today, (await Case.Read(project.Value.Id)).ReviewDueDate);
            Assert.NotNull((await Case.Schedule(project.Value.Id))!.DueAt);
        }
    }
}
