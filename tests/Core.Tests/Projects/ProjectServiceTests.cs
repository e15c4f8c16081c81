using System.Text;
using System.Text.Json;
using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Projects;

public sealed class ProjectServiceTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private ProjectService Projects => _core.Service<ProjectService>();

    [Fact]
    public async Task New_project_has_the_specified_defaults()
    {
        var call = await _core.SignUp(Role.Manager);

        var project = (await _core.Project(call, new ProjectFields { Name = "Portal" })).Value;

        Assert.Equal(
            (ProjectStatus.Active, Priority.Medium, SecurityLevel.Internal, Visibility.Team, 80.0, "USD"),
            (
                project.Status,
                project.Priority,
                project.SecurityLevel,
                project.Visibility,
                project.CodeCoverageTarget,
                project.Currency));
        Assert.Equal(
            (call.Caller.UserId, call.Caller.UserId, false, ApprovalStatus.NotRequired),
            (project.OwnerId!.Value, project.CreatedBy, project.RequiresApproval, project.ApprovalStatus));
        Assert.Equal((_core.Time.GetUtcNow(), _core.Time.GetUtcNow()), (project.CreatedAt, project.UpdatedAt));
    }

    [Theory]
    [InlineData(Role.Developer, false, true)]
    [InlineData(Role.Developer, true, true)]
    [InlineData(Role.Manager, false, false)]
    [InlineData(Role.Manager, true, true)]
    [InlineData(Role.Admin, false, false)]
    public async Task Project_of_a_developer_always_requires_approval(Role role, bool asksForApproval, bool requires)
    {
        var call = await _core.SignUp(role);

        var project = (await _core.Project(
            call, new ProjectFields { Name = "Portal", RequiresApproval = asksForApproval })).Value;

        Assert.Equal(
            (requires, requires ? ApprovalStatus.Pending : ApprovalStatus.NotRequired),
            (project.RequiresApproval, project.ApprovalStatus));
    }

    [Fact]
    public async Task Viewer_may_not_create_a_project() =>
        await AssertRefused.With(RefusalKind.Forbidden, _core.Project(await _core.SignUp(Role.Viewer)));

    [Fact]
    public async Task Developer_may_change_only_technical_fields_and_the_refusal_names_the_others()
    {
        var call = await _core.SignUp(Role.Developer);
        var id = (await _core.Project(call)).Value.Id;
        var technical = CoreFixture.Patch(
            """
            {"repo_url":"https://example.com/r","primary_language":"C#","frameworks":["x"],"code_coverage_target":1,
             "test_success_rate_target":2,"deployment_frequency":"daily","lead_time_hours_target":3,
             "mttr_hours_target":4}
            """);

        Assert.Equal("C#", (await Update(call, id, technical)).PrimaryLanguage);

        RefusedException? refusal = null;
        var changes = await _core.ChangesOf(async () => refusal = await AssertRefused.With(
            RefusalKind.Forbidden,
            Update(
                call, id, CoreFixture.Patch("""{"primary_language":"F#","priority":"high","budget_allocated":5}"""))));
        Assert.Equal(["priority", "budget_allocated"], refusal!.Errors.Select(error => error.Field));
        Assert.Equal("access.denied", Assert.Single(changes).Action);
        var kept = await _core.Service<ProjectReader>().Get(call, id, CoreFixture.Stop);
        Assert.Equal("C#", kept.Value.PrimaryLanguage);
    }

    [Fact]
    public async Task Every_technical_field_exists_and_a_manager_may_change_the_others()
    {
        var names = typeof(ProjectFields).GetProperties()
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));

        Assert.Equal(8, TechnicalFields.Names.Count);
        Assert.Empty(TechnicalFields.Names.Except(names));
        var manager = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(manager)).Value.Id;
        Assert.Equal(Priority.High, (await Update(manager, id, CoreFixture.Patch("""{"priority":"high"}"""))).Priority);
    }

    [Fact]
    public async Task Only_own_projects_may_be_changed_except_by_admins()
    {
        var owner = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(
            owner, new ProjectFields { Name = "Portal", Visibility = Visibility.Public })).Value.Id;

        await AssertRefused.With(
            RefusalKind.Forbidden,
            Update(await _core.SignUp(Role.Manager), id, CoreFixture.Patch("""{"repo_url":null}""")));
        await AssertRefused.With(
            RefusalKind.Forbidden,
            Update(await _core.SignUp(Role.Viewer), id, CoreFixture.Patch("""{"repo_url":null}""")));
        await Update(await _core.SignUp(Role.Admin), id, CoreFixture.Patch("""{"name":"x"}"""));
    }

    [Fact]
    public async Task Archived_project_is_read_only_until_its_status_is_changed()
    {
        var call = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(call)).Value.Id;
        await _core.Environment(call, id);

        var changes = await _core.ChangesOf(() => Projects.Archive(call, id, IfMatch.Any, CoreFixture.Stop).AsTask());

        Assert.Equal("""{"status":"archived"}""", CoreFixture.Text(Assert.Single(changes).NewValues));
        Assert.Empty(await _core.ChangesOf(() => Projects.Archive(call, id, IfMatch.Any, CoreFixture.Stop).AsTask()));
        await AssertRefused.With(RefusalKind.Conflict, Update(call, id, CoreFixture.Patch("""{"name":"x"}""")));
        await AssertRefused.With(RefusalKind.Conflict, _core.Environment(call, id, EnvironmentName.Staging));
        Assert.Equal(
            ProjectStatus.Active,
            (await Update(call, id, CoreFixture.Patch("""{"status":"active"}"""))).Status);
        await Update(call, id, CoreFixture.Patch("""{"name":"x"}"""));
    }

    [Fact]
    public async Task Security_level_above_the_callers_clearance_is_refused()
    {
        var developer = await _core.SignUp(Role.Developer);
        var fields = new ProjectFields { Name = "Portal", SecurityLevel = SecurityLevel.Restricted };
        await AssertRefused.With(RefusalKind.Invalid, "security_level", _core.Project(developer, fields));

        var manager = await _core.SignUp(Role.Manager);
        var low = CoreFixture.CallOf(Role.Manager, manager.Caller.UserId, SecurityLevel.Internal);
        var id = (await _core.Project(low)).Value.Id;
        await AssertRefused.With(
            RefusalKind.Invalid,
            "security_level",
            Update(low, id, CoreFixture.Patch("""{"security_level":"confidential"}""")));
        Assert.Equal(
            SecurityLevel.Restricted,
            (await Update(manager, id, CoreFixture.Patch("""{"security_level":"restricted"}"""))).SecurityLevel);
    }

    [Fact]
    public async Task Missing_or_inactive_references_are_refused_naming_the_field()
    {
        var admin = await _core.SignUp(Role.Admin);
        var deactivated = (await _core.SignUp(Role.Viewer)).Caller.UserId;
        var id = (await _core.Project(admin, new ProjectFields { Name = "Portal", OwnerId = deactivated })).Value.Id;
        await _core.Service<UserService>().Deactivate(admin, deactivated, IfMatch.Any, CoreFixture.Stop);

        await Invalid("owner_id", new ProjectFields { Name = "p", OwnerId = 999 });
        await Invalid("owner_id", new ProjectFields { Name = "p", OwnerId = deactivated });
        await Invalid("team_id", new ProjectFields { Name = "p", TeamId = 999 });
        await Invalid("stakeholders[1].user_id", new ProjectFields
        {
            Name = "p",
            Stakeholders =
            [
                new Stakeholder { UserId = admin.Caller.UserId, Role = "sponsor" },
                new Stakeholder { UserId = 999, Role = "sponsor" },
            ],
        });

        // Existing references are not checked again.
        Assert.Equal("Shop", (await Update(admin, id, CoreFixture.Patch("""{"name":"Shop"}"""))).Name);

        Task Invalid(string field, ProjectFields fields) =>
            AssertRefused.With(RefusalKind.Invalid, field, _core.Project(admin, fields));
    }

    [Fact]
    public async Task Update_without_a_difference_writes_nothing()
    {
        var call = await _core.SignUp(Role.Manager);
        var created = await _core.Project(call, new ProjectFields
        {
            Name = "Portal",
            BudgetAllocated = 500000.00m,
            Kpis = CoreFixture.Json("""{"a":1,"b":2}"""),
            CodeCoverageTarget = null,
        });
        _core.Time.Advance(TimeSpan.FromDays(1));
        var same = Encoding.UTF8.GetString(created.Json.Span);

        Document<Project>? put = null;
        var changes = await _core.ChangesOf(async () =>
        {
            put = (await Projects.Update(
                call, created.Value.Id, CoreFixture.Put(same), IfMatch.Any, CoreFixture.Stop)).Applied;
            await Projects.Update(
                call,
                created.Value.Id,
                CoreFixture.Patch("""{"budget_allocated":5e5,"kpis":{"b":2,"a":1}}"""),
                IfMatch.Any,
                CoreFixture.Stop);
        });

        Assert.Empty(changes);
        Assert.Equal((created.Version, created.Value.UpdatedAt), (put!.Version, put.Value.UpdatedAt));
    }

    [Fact]
    public async Task Update_of_an_outdated_version_fails_the_precondition()
    {
        var call = await _core.SignUp(Role.Manager);
        var created = await _core.Project(call);
        var id = created.Value.Id;
        await Projects.Update(
            call, id, CoreFixture.Patch("""{"name":"x"}"""), new IfMatch([created.Version]), CoreFixture.Stop);

        await AssertRefused.With(
            RefusalKind.PreconditionFailed,
            Projects.Update(
                call,
                id,
                CoreFixture.Patch("""{"name":"y"}"""),
                new IfMatch([created.Version]),
                CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Concurrent_updates_are_all_applied_with_one_change_each()
    {
        var call = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(call)).Value.Id;

        var changes = await _core.ChangesOf(() => Task.WhenAll(Enumerable.Range(0, 5).Select(index => Task.Run(
            () => Update(call, id, CoreFixture.Patch($$$"""{"kpis":{"k{{{index}}}":1}}""")), CoreFixture.Stop))));

        var kpis = (await _core.Service<ProjectReader>().Get(call, id, CoreFixture.Stop)).Value.Kpis!.Value;
        Assert.Equal(5, kpis.EnumerateObject().Count());
        Assert.Equal(5, changes.Count);
        Assert.Equal(
            changes.Select(change => change.OccurredAt).Order().Distinct(),
            changes.Select(change => change.OccurredAt));
        for (var i = 1; i < changes.Count; i++)
            Assert.Equal(CoreFixture.Text(changes[i - 1].NewValues), CoreFixture.Text(changes[i].OldValues));
    }

    [Theory]
    [InlineData(false, false, ApprovalStatus.NotRequired)]
    [InlineData(false, true, ApprovalStatus.Pending)]
    [InlineData(true, true, ApprovalStatus.Pending)]
    public async Task Approval_status_follows_from_requires_approval(bool before, bool after, ApprovalStatus expected)
    {
        var call = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(call, new ProjectFields { Name = "Portal", RequiresApproval = before })).Value.Id;

        var updated = await Update(
            call, id, CoreFixture.Patch($$"""{"requires_approval":{{(after ? "true" : "false")}}}"""));

        Assert.Equal(expected, updated.ApprovalStatus);
    }

    [Fact]
    public async Task Approval_of_a_pending_project_cannot_be_waived()
    {
        var call = await _core.SignUp(Role.Manager);
        var id = (await _core.Project(call, new ProjectFields { Name = "Portal", RequiresApproval = true })).Value.Id;

        await AssertRefused.With(
            RefusalKind.Conflict,
            "requires_approval",
            Update(call, id, CoreFixture.Patch("""{"requires_approval":false}""")));
    }

    public void Dispose() => _core.Dispose();

    private async Task<Project> Update(Call call, long id, Edit edit) =>
        (await Projects.Update(call, id, edit, IfMatch.Any, CoreFixture.Stop)).Applied!.Value;
}
