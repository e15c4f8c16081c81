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
    private readonly Registry _registry = new();

    private AccessGuard Guard => _registry.Service<AccessGuard>();

    [Fact]
    public async Task What_is_hidden_is_refused_as_if_it_did_not_exist_and_audited_in_the_projects_chain()
    {
        var id = await Project(new ProjectFields { Name = "Portal", Visibility = Visibility.Private });
        var call = Registry.CallOf(Role.Developer, userId: 50);
        RefusedException? hidden = null;

        var changes = await _registry.ChangesOf(async () => hidden = await Refused.With(
            RefusalKind.NotFound,
            Guard.Project(call, id, ProjectPermissions.Deliver, Registry.Stop).AsTask()));
        var missing = await Refused.With(
            RefusalKind.NotFound,
            Guard.Project(Registry.CallOf(Role.Developer), 999, ProjectPermissions.Deliver, Registry.Stop).AsTask());

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
    public async Task What_is_seen_but_not_allowed_is_forbidden_and_audited()
    {
        var id = await Project(new ProjectFields { Name = "Portal", Visibility = Visibility.Public });
        var call = Registry.CallOf(Role.Viewer, userId: 50);

        var changes = await _registry.ChangesOf(() => Refused.With(
            RefusalKind.Forbidden,
            Guard.Project(call, id, ProjectPermissions.Deliver, Registry.Stop).AsTask()));

        Assert.Equal(("access.denied", id), (Assert.Single(changes).Action, changes[0].ProjectId));
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task A_denial_that_concerns_no_project_is_in_the_organisations_chain()
    {
        var call = Registry.CallOf(Role.Manager, userId: 50);

        var changes = await _registry.ChangesOf(() => Refused.With(
            RefusalKind.Forbidden,
            Guard.Require(call, CommonPermissions.AdministerUsers, Registry.Stop).AsTask()));

        var denied = Assert.Single(changes);
        Assert.Equal(
            ("access.denied", "organisation", null, null, "administer_users"),
            (denied.Action, denied.EntityType, denied.EntityId, denied.ProjectId, denied.Reason));
        Assert.Equal(HashChain.Organisation, HashChain.Of(denied));
    }

    [Fact]
    public async Task A_denial_on_a_team_names_the_team()
    {
        var changes = await _registry.ChangesOf(() => Refused.With(
            RefusalKind.Forbidden,
            Guard.RequireOnTeam(Registry.CallOf(Role.Manager), 12, Registry.Stop).AsTask()));

        Assert.Equal(("access.denied", "team", 12L), (changes[0].Action, changes[0].EntityType, changes[0].EntityId));
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_decided_too_and_leaves_no_trace()
    {
        var call = Registry.CallOf(Role.Admin);

        var changes = await _registry.ChangesOf(() => Refused.With(
            RefusalKind.NotFound,
            Guard.Project(call, 1, ProjectPermissions.Read, Registry.Stop).AsTask()));

        Assert.Empty(changes);
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task What_is_allowed_is_not_audited()
    {
        var id = await Project(new ProjectFields { Name = "Portal" });
        var call = Registry.CallOf(Role.Admin);
        Assert.False(call.AccessDecided);

        var changes = await _registry.ChangesOf(async () =>
        {
            await Guard.Project(call, id, ProjectPermissions.ChangeGovernanceFields, Registry.Stop);
            await Guard.Require(call, CommonPermissions.Read, Registry.Stop);
            await Guard.RequireOnTeam(call, 5, Registry.Stop);
            await Guard.RequireSelfOrAdministrator(call, 5, Registry.Stop);
            await Guard.VisibleProjects(call, Registry.Stop);
        });

        Assert.Empty(changes);
        Assert.True(call.AccessDecided);
    }

    [Fact]
    public async Task One_acts_on_ones_own_account_whatever_the_role()
    {
        var call = Registry.CallOf(Role.Viewer, userId: 50);

        Assert.Empty(await _registry.ChangesOf(() => Guard.RequireSelfOrAdministrator(call, 50, Registry.Stop).AsTask()));
        Assert.True(call.AccessDecided);
        await Refused.With(
            RefusalKind.Forbidden,
            Guard.RequireSelfOrAdministrator(Registry.CallOf(Role.Manager, userId: 50), 51, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task An_agent_gets_no_token_not_even_its_users_own_and_the_attempt_is_audited_as_an_agents()
    {
        var call = Registry.CallOf(Role.Admin, userId: 50, isAgent: true);
        RefusedException? refusal = null;

        var changes = await _registry.ChangesOf(async () => refusal = await Refused.With(
            RefusalKind.Forbidden,
            Guard.RequireOnTokens(call, 50, Registry.Stop).AsTask()));

        Assert.Contains("no agent", refusal!.Message, StringComparison.Ordinal);
        var denied = Assert.Single(changes);
        Assert.Equal(
            ("access.denied", 50L, true, "manage_tokens"),
            (denied.Action, denied.UserId, denied.IsAgent, denied.Reason));
        Assert.Empty(await _registry.ChangesOf(() =>
            Guard.RequireOnTokens(Registry.CallOf(Role.Viewer, userId: 50), 50, Registry.Stop).AsTask()));
    }

    [Fact]
    public async Task An_agent_breaks_no_glass_whatever_reason_it_gives()
    {
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedIps = ["10.0.0.0/8"] });
        var call = Registry.CallOf(Role.Admin, userId: 900, breakGlass: "incident 7", isAgent: true);

        await Refused.With(
            RefusalKind.NotFound,
            Guard.Project(call, closed, ProjectPermissions.Read, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task Breaking_the_glass_is_audited_only_where_it_was_needed()
    {
        var open = await Project(new ProjectFields { Name = "Open" });
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedIps = ["10.0.0.0/8"] });

        Assert.Empty(await _registry.ChangesOf(async () =>
            await Guard.Project(BreaksGlass(), open, ProjectPermissions.Read, Registry.Stop)));
        var changes = await _registry.ChangesOf(async () =>
            await Guard.Project(BreaksGlass(), closed, ProjectPermissions.Read, Registry.Stop));

        var broken = Assert.Single(changes);
        Assert.Equal(
            ("access.glass_broken", "project", closed, closed, "incident 7"),
            (broken.Action, broken.EntityType, broken.EntityId, broken.ProjectId, broken.Reason));
        await Refused.With(
            RefusalKind.NotFound,
            Guard.Project(Registry.CallOf(Role.Admin), closed, ProjectPermissions.Read, Registry.Stop).AsTask());
        await Refused.With(
            RefusalKind.NotFound,
            Guard.Project(Registry.CallOf(Role.Manager, 1, breakGlass: "curious"), closed, ProjectPermissions.Read, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task One_call_breaks_the_glass_of_a_project_once_however_often_it_is_decided()
    {
        var closed = await Project(new ProjectFields { Name = "Closed", AllowedDomains = ["other.org"] });
        var edit = Registry.Patch("""{"name":"Renamed","repo_url":"https://example.com/r"}""");

        var changes = await _registry.ChangesOf(async () =>
            await _registry.Service<ProjectService>().Update(BreaksGlass(), closed, edit, IfMatch.Any, Registry.Stop));

        Assert.Equal(["access.glass_broken", "project.updated"], changes.Select(change => change.Action));
    }

    [Fact]
    public async Task A_list_seen_through_broken_glass_is_audited_in_the_organisations_chain()
    {
        var changes = await _registry.ChangesOf(async () => await Guard.VisibleProjects(BreaksGlass(), Registry.Stop));

        var broken = Assert.Single(changes);
        Assert.Equal(("access.glass_broken", "organisation", null), (broken.Action, broken.EntityType, broken.ProjectId));
        Assert.Empty(await _registry.ChangesOf(async () =>
            await Guard.VisibleProjects(Registry.CallOf(Role.Manager, breakGlass: "curious"), Registry.Stop)));
    }

    public void Dispose() => _registry.Dispose();

    private static Call BreaksGlass() => Registry.CallOf(Role.Admin, userId: 900, breakGlass: "incident 7");

    private async Task<long> Project(ProjectFields fields)
    {
        var owner = await _registry.SignUp(Role.Manager);
        return (await _registry.Project(owner, fields)).Value.Id;
    }
}
