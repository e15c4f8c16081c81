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
    private readonly Registry _registry = new();

    private ProjectService Projects => _registry.Service<ProjectService>();

    [Fact]
    public async Task A_project_has_the_defaults_of_the_specification()
    {
        var call = await _registry.SignUp(Role.Manager);

        var project = (await _registry.Project(call, new ProjectFields { Name = "Portal" })).Value;

        Assert.Equal(
            (ProjectStatus.Active, Priority.Medium, SecurityLevel.Internal, Visibility.Team, 80.0, "USD"),
            (project.Status, project.Priority, project.SecurityLevel, project.Visibility, project.CodeCoverageTarget, project.Currency));
        Assert.Equal(
            (call.Caller.UserId, call.Caller.UserId, false, ApprovalStatus.NotRequired),
            (project.OwnerId!.Value, project.CreatedBy, project.RequiresApproval, project.ApprovalStatus));
        Assert.Equal((_registry.Time.GetUtcNow(), _registry.Time.GetUtcNow()), (project.CreatedAt, project.UpdatedAt));
    }

    [Theory]
    [InlineData(Role.Developer, false, true)]
    [InlineData(Role.Developer, true, true)]
    [InlineData(Role.Manager, false, false)]
    [InlineData(Role.Manager, true, true)]
    [InlineData(Role.Admin, false, false)]
    public async Task A_developers_project_requires_approval_whatever_it_says(Role role, bool says, bool requires)
    {
        var call = await _registry.SignUp(role);

        var project = (await _registry.Project(call, new ProjectFields { Name = "Portal", RequiresApproval = says })).Value;

        Assert.Equal(
            (requires, requires ? ApprovalStatus.Pending : ApprovalStatus.NotRequired),
            (project.RequiresApproval, project.ApprovalStatus));
    }

    [Fact]
    public async Task A_viewer_proposes_nothing() =>
        await Refused.With(RefusalKind.Forbidden, _registry.Project(await _registry.SignUp(Role.Viewer)));

    [Fact]
    public async Task A_developer_changes_the_technical_fields_and_the_refusal_names_the_others()
    {
        var call = await _registry.SignUp(Role.Developer);
        var id = (await _registry.Project(call)).Value.Id;
        var technical = Registry.Patch(
            """
            {"repo_url":"https://example.com/r","primary_language":"C#","frameworks":["x"],"code_coverage_target":1,
             "test_success_rate_target":2,"deployment_frequency":"daily","lead_time_hours_target":3,"mttr_hours_target":4}
            """);

        Assert.Equal("C#", (await Update(call, id, technical)).PrimaryLanguage);

        RefusedException? refusal = null;
        var changes = await _registry.ChangesOf(async () => refusal = await Refused.With(
            RefusalKind.Forbidden,
            Update(call, id, Registry.Patch("""{"primary_language":"F#","priority":"high","budget_allocated":5}"""))));
        Assert.Equal(["priority", "budget_allocated"], refusal!.Errors.Select(error => error.Field));
        Assert.Equal("access.denied", Assert.Single(changes).Action);
        Assert.Equal("C#", (await Projects.Get(call, id, Registry.Stop)).Value.PrimaryLanguage);
    }

    [Fact]
    public async Task Every_field_is_technical_or_governance()
    {
        var names = typeof(ProjectFields).GetProperties()
            .Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));

        Assert.Equal(8, TechnicalFields.Names.Count);
        Assert.Empty(TechnicalFields.Names.Except(names));
        var manager = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(manager)).Value.Id;
        Assert.Equal(Priority.High, (await Update(manager, id, Registry.Patch("""{"priority":"high"}"""))).Priority);
    }

    [Fact]
    public async Task Only_ones_own_projects_are_changed()
    {
        var owner = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(owner, new ProjectFields { Name = "Portal", Visibility = Visibility.Public })).Value.Id;

        await Refused.With(RefusalKind.Forbidden, Update(await _registry.SignUp(Role.Manager), id, Registry.Patch("""{"repo_url":null}""")));
        await Refused.With(RefusalKind.Forbidden, Update(await _registry.SignUp(Role.Viewer), id, Registry.Patch("""{"repo_url":null}""")));
        await Update(await _registry.SignUp(Role.Admin), id, Registry.Patch("""{"name":"x"}"""));
    }

    [Fact]
    public async Task An_archived_project_is_frozen_until_its_status_is_set()
    {
        var call = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(call)).Value.Id;
        await _registry.Environment(call, id);

        var changes = await _registry.ChangesOf(() => Projects.Archive(call, id, IfMatch.Any, Registry.Stop).AsTask());

        Assert.Equal("""{"status":"archived"}""", Registry.Text(Assert.Single(changes).NewValues));
        Assert.Empty(await _registry.ChangesOf(() => Projects.Archive(call, id, IfMatch.Any, Registry.Stop).AsTask()));
        await Refused.With(RefusalKind.Conflict, Update(call, id, Registry.Patch("""{"name":"x"}""")));
        await Refused.With(RefusalKind.Conflict, _registry.Environment(call, id, EnvironmentName.Staging));
        Assert.Equal(ProjectStatus.Active, (await Update(call, id, Registry.Patch("""{"status":"active"}"""))).Status);
        await Update(call, id, Registry.Patch("""{"name":"x"}"""));
    }

    [Fact]
    public async Task Nobody_puts_a_project_above_their_clearance()
    {
        var developer = await _registry.SignUp(Role.Developer);
        var fields = new ProjectFields { Name = "Portal", SecurityLevel = SecurityLevel.Restricted };
        await Refused.With(RefusalKind.Invalid, "security_level", _registry.Project(developer, fields));

        var manager = await _registry.SignUp(Role.Manager);
        var low = Registry.CallOf(Role.Manager, manager.Caller.UserId, SecurityLevel.Internal);
        var id = (await _registry.Project(low)).Value.Id;
        await Refused.With(RefusalKind.Invalid, "security_level", Update(low, id, Registry.Patch("""{"security_level":"confidential"}""")));
        Assert.Equal(SecurityLevel.Restricted, (await Update(manager, id, Registry.Patch("""{"security_level":"restricted"}"""))).SecurityLevel);
    }

    [Fact]
    public async Task What_a_project_refers_to_has_to_be_there()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var gone = (await _registry.SignUp(Role.Viewer)).Caller.UserId;
        var id = (await _registry.Project(admin, new ProjectFields { Name = "Portal", OwnerId = gone })).Value.Id;
        await _registry.Service<UserService>().Deactivate(admin, gone, IfMatch.Any, Registry.Stop);

        await Invalid("owner_id", new ProjectFields { Name = "p", OwnerId = 999 });
        await Invalid("owner_id", new ProjectFields { Name = "p", OwnerId = gone });
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

        // What did not change is left alone.
        Assert.Equal("Shop", (await Update(admin, id, Registry.Patch("""{"name":"Shop"}"""))).Name);

        Task Invalid(string field, ProjectFields fields) => Refused.With(RefusalKind.Invalid, field, _registry.Project(admin, fields));
    }

    [Fact]
    public async Task An_update_that_says_the_same_writes_nothing()
    {
        var call = await _registry.SignUp(Role.Manager);
        var created = await _registry.Project(call, new ProjectFields
        {
            Name = "Portal",
            BudgetAllocated = 500000.00m,
            Kpis = Registry.Json("""{"a":1,"b":2}"""),
            CodeCoverageTarget = null,
        });
        _registry.Time.Advance(TimeSpan.FromDays(1));
        var same = Encoding.UTF8.GetString(created.Json.Span);

        Document<Project>? put = null;
        var changes = await _registry.ChangesOf(async () =>
        {
            put = (await Projects.Update(call, created.Value.Id, Registry.Put(same), IfMatch.Any, Registry.Stop)).Applied;
            await Projects.Update(
                call,
                created.Value.Id,
                Registry.Patch("""{"budget_allocated":5e5,"kpis":{"b":2,"a":1}}"""),
                IfMatch.Any,
                Registry.Stop);
        });

        Assert.Empty(changes);
        Assert.Equal((created.Version, created.Value.UpdatedAt), (put!.Version, put.Value.UpdatedAt));
    }

    [Fact]
    public async Task Another_version_than_expected_is_refused()
    {
        var call = await _registry.SignUp(Role.Manager);
        var created = await _registry.Project(call);
        var id = created.Value.Id;
        await Projects.Update(call, id, Registry.Patch("""{"name":"x"}"""), new IfMatch([created.Version]), Registry.Stop);

        await Refused.With(
            RefusalKind.PreconditionFailed,
            Projects.Update(call, id, Registry.Patch("""{"name":"y"}"""), new IfMatch([created.Version]), Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Updates_at_once_all_count_and_each_has_its_change()
    {
        var call = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(call)).Value.Id;

        var changes = await _registry.ChangesOf(() => Task.WhenAll(Enumerable.Range(0, 5).Select(index => Task.Run(
            () => Update(call, id, Registry.Patch($$$"""{"kpis":{"k{{{index}}}":1}}""")), Registry.Stop))));

        var kpis = (await Projects.Get(call, id, Registry.Stop)).Value.Kpis!.Value;
        Assert.Equal(5, kpis.EnumerateObject().Count());
        Assert.Equal(5, changes.Count);
        Assert.Equal(changes.Select(change => change.OccurredAt).Order().Distinct(), changes.Select(change => change.OccurredAt));
        for (var i = 1; i < changes.Count; i++)
            Assert.Equal(Registry.Text(changes[i - 1].NewValues), Registry.Text(changes[i].OldValues));
    }

    [Theory]
    [InlineData(false, false, ApprovalStatus.NotRequired)]
    [InlineData(false, true, ApprovalStatus.Pending)]
    [InlineData(true, true, ApprovalStatus.Pending)]
    public async Task The_approval_follows_from_whether_one_is_required(bool before, bool after, ApprovalStatus expected)
    {
        var call = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(call, new ProjectFields { Name = "Portal", RequiresApproval = before })).Value.Id;

        var updated = await Update(call, id, Registry.Patch($$"""{"requires_approval":{{(after ? "true" : "false")}}}"""));

        Assert.Equal(expected, updated.ApprovalStatus);
    }

    [Fact]
    public async Task A_project_that_is_not_approved_can_not_do_without_its_approval()
    {
        var call = await _registry.SignUp(Role.Manager);
        var id = (await _registry.Project(call, new ProjectFields { Name = "Portal", RequiresApproval = true })).Value.Id;

        await Refused.With(
            RefusalKind.Conflict, "requires_approval", Update(call, id, Registry.Patch("""{"requires_approval":false}""")));
    }

    public void Dispose() => _registry.Dispose();

    private async Task<Project> Update(Call call, long id, Edit edit) =>
        (await Projects.Update(call, id, edit, IfMatch.Any, Registry.Stop)).Applied!.Value;
}
