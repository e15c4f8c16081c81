using Enterprise.Core.Access;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Editing;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Access;

public sealed class AccessGuardTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private AccessGuard Guard => _core.Service<AccessGuard>();

    private ProjectGuard Projects => _core.Service<ProjectGuard>();

    [Fact]
    public async Task Hidden_project_is_refused_like_a_missing_one_and_audited_in_the_projects_chain()
    {
        var id = await Project(new ProjectFields { Name = "Portal", Visibility = Visibility.Private });
        var call = CoreFixture.CallOf(Role.Developer, userId: 50);
        RefusedException? hidden = null;

        var changes = await _core.ChangesOf(async () => hidden = await AssertRefused.With(
            RefusalKind.NotFound,
            Projects.Get(call, id, ProjectPermissions.Deliver, CoreFixture.Stop).AsTask()));
        var missing = await AssertRefused.With(
            RefusalKind.NotFound,
            Projects
                .Get(CoreFixture.CallOf(Role.Developer), 999, ProjectPermissions.Deliver, CoreFixture.Stop)
                .AsTask());

        Assert.Equal((missing.Message, missing.Errors.Count), (hidden!.Message, hidden.Errors.Count));
        var denied = Assert.Single(changes);
        Assert.Equal(
            ("access.denied", "project", id, id, 50L, "deliver"),
            (denied.Action, denied.EntityType, denied.EntityId, denied.ProjectId, denied.UserId, denied.Reason));
        Assert.Equal(("192.0.2.1", "tests", "request-1"), (denied.IpAddress, denied.UserAgent, denied.RequestId));
        Assert.Equal($"project:{id}", HashChain.Of(denied));
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task Visible_project_without_the_permission_is_forbidden_and_audited()
    {
        var id = await Project(new ProjectFields { Name = "Portal", Visibility = Visibility.Public });
        var call = CoreFixture.CallOf(Role.Viewer, userId: 50);

        var changes = await _core.ChangesOf(() => AssertRefused.With(
            RefusalKind.Forbidden,
            Projects.Get(call, id, ProjectPermissions.Deliver, CoreFixture.Stop).AsTask()));

        Assert.Equal(("access.denied", id), (Assert.Single(changes).Action, changes[0].ProjectId));
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task Denial_without_a_project_is_audited_in_the_organisations_chain()
    {
        var call = CoreFixture.CallOf(Role.Manager, userId: 50);

        var changes = await _core.ChangesOf(() => AssertRefused.With(
            RefusalKind.Forbidden,
            Guard.Require(call, CommonPermissions.AdministerUsers, CoreFixture.Stop).AsTask()));

        var denied = Assert.Single(changes);
        Assert.Equal(
            ("access.denied", "organisation", null, null, "administer_users"),
            (denied.Action, denied.EntityType, denied.EntityId, denied.ProjectId, denied.Reason));
        Assert.Equal(HashChain.Organisation, HashChain.Of(denied));
    }

    [Fact]
    public async Task Denial_on_a_team_names_the_team()
    {
        var changes = await _core.ChangesOf(() => AssertRefused.With(
            RefusalKind.Forbidden,
            Guard.RequireOnTeam(CoreFixture.CallOf(Role.Manager), 12, CoreFixture.Stop).AsTask()));

        Assert.Equal(("access.denied", "team", 12L), (changes[0].Action, changes[0].EntityType, changes[0].EntityId));
    }

    [Fact]
    public async Task Missing_project_marks_access_as_decided_and_writes_no_change()
    {
        var call = CoreFixture.CallOf(Role.Admin);

        var changes = await _core.ChangesOf(() => AssertRefused.With(
            RefusalKind.NotFound,
            Projects.Get(call, 1, ProjectPermissions.Read, CoreFixture.Stop).AsTask()));

        Assert.Empty(changes);
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task Allowed_access_writes_no_change()
    {
        var id = await Project(new ProjectFields { Name = "Portal" });
        var call = CoreFixture.CallOf(Role.Admin);
        Assert.False(call.AccessDecided);

        var changes = await _core.ChangesOf(async () =>
        {
            await Projects.Get(call, id, ProjectPermissions.ChangeGovernanceFields, CoreFixture.Stop);
            await Guard.Require(call, CommonPermissions.Read, CoreFixture.Stop);
            await Guard.RequireOnTeam(call, 5, CoreFixture.Stop);
            await Guard.RequireSelfOrAdministrator(call, 5, CoreFixture.Stop);
            await Projects.Visible(call, CoreFixture.Stop);
        });

        Assert.Empty(changes);
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task User_of_any_role_may_act_on_their_own_account_only()
    {
        var call = CoreFixture.CallOf(Role.Viewer, userId: 50);

        Assert.Empty(
            await _core.ChangesOf(() => Guard.RequireSelfOrAdministrator(call, 50, CoreFixture.Stop).AsTask()));
        Assert.True(call.AccessDecided);
        await AssertRefused.With(
            RefusalKind.Forbidden,
            Guard.RequireSelfOrAdministrator(
                CoreFixture.CallOf(Role.Manager, userId: 50), 51, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Agent_may_not_manage_its_users_tokens_and_the_denial_is_audited_as_an_agents()
    {
        var call = CoreFixture.CallOf(Role.Admin, userId: 50, isAgent: true);
        RefusedException? refusal = null;

        var changes = await _core.ChangesOf(async () => refusal = await AssertRefused.With(
            RefusalKind.Forbidden,
            Guard.RequireOnTokens(call, 50, CoreFixture.Stop).AsTask()));

        Assert.Contains("no agent", refusal!.Message, StringComparison.Ordinal);
        var denied = Assert.Single(changes);
        Assert.Equal(
            ("access.denied", 50L, true, "manage_tokens"),
            (denied.Action, denied.UserId, denied.IsAgent, denied.Reason));
        Assert.Empty(await _core.ChangesOf(() =>
            Guard.RequireOnTokens(CoreFixture.CallOf(Role.Viewer, userId: 50), 50, CoreFixture.Stop).AsTask()));
    }

    [Fact]
    public async Task Agent_may_not_use_break_glass_even_with_a_reason()
    {
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedIps = ["10.0.0.0/8"] });
        var call = CoreFixture.CallOf(Role.Admin, userId: 900, breakGlass: "incident 7", isAgent: true);

        await AssertRefused.With(
            RefusalKind.NotFound,
            Projects.Get(call, closed, ProjectPermissions.Read, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Break_glass_is_audited_only_when_it_was_needed()
    {
        var open = await Project(new ProjectFields { Name = "Open" });
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedIps = ["10.0.0.0/8"] });

        Assert.Empty(await _core.ChangesOf(async () =>
            await Projects.Get(BreakGlassCall(), open, ProjectPermissions.Read, CoreFixture.Stop)));
        var changes = await _core.ChangesOf(async () =>
            await Projects.Get(BreakGlassCall(), closed, ProjectPermissions.Read, CoreFixture.Stop));

        var broken = Assert.Single(changes);
        Assert.Equal(
            ("access.glass_broken", "project", closed, closed, "incident 7"),
            (broken.Action, broken.EntityType, broken.EntityId, broken.ProjectId, broken.Reason));
        await AssertRefused.With(
            RefusalKind.NotFound,
            Projects.Get(CoreFixture.CallOf(Role.Admin), closed, ProjectPermissions.Read, CoreFixture.Stop).AsTask());
        await AssertRefused.With(
            RefusalKind.NotFound,
            Projects.Get(
                CoreFixture.CallOf(Role.Manager, 1, breakGlass: "curious"),
                closed,
                ProjectPermissions.Read,
                CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Break_glass_is_audited_once_per_call_and_project()
    {
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedDomains = ["other.org"] });
        var edit = CoreFixture.Patch("""{"name":"Renamed","repo_url":"https://example.com/r"}""");

        var changes = await _core.ChangesOf(async () =>
            await _core.Service<ProjectService>().Update(
                BreakGlassCall(), closed, edit, IfMatch.Any, CoreFixture.Stop));

        Assert.Equal(["access.glass_broken", "project.updated"], changes.Select(change => change.Action));
    }

    [Fact]
    public async Task Break_glass_on_a_list_is_audited_in_the_organisations_chain()
    {
        var changes = await _core.ChangesOf(
            async () => await Projects.Visible(BreakGlassCall(), CoreFixture.Stop));

        var broken = Assert.Single(changes);
        Assert.Equal(
            ("access.glass_broken", "organisation", null),
            (broken.Action, broken.EntityType, broken.ProjectId));
        Assert.Empty(await _core.ChangesOf(async () =>
            await Projects.Visible(CoreFixture.CallOf(Role.Manager, breakGlass: "curious"), CoreFixture.Stop)));
    }

    public void Dispose() => _core.Dispose();

    private static Call BreakGlassCall() => CoreFixture.CallOf(Role.Admin, userId: 900, breakGlass: "incident 7");

    private async Task<long> Project(ProjectFields fields)
    {
        var owner = await _core.SignUp(Role.Manager);
        return (await _core.Project(owner, fields)).Value.Id;
    }
}
