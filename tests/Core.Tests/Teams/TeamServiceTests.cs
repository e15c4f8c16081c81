using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Teams;

public sealed class TeamServiceTests : IDisposable
{
    private readonly Registry _registry = new();

    private TeamService Teams => _registry.Service<TeamService>();

    [Fact]
    public async Task A_manager_who_names_nobody_else_manages_the_team()
    {
        var manager = await _registry.SignUp(Role.Manager);
        var admin = await _registry.SignUp(Role.Admin);

        Assert.Equal(manager.Caller.UserId, (await _registry.Team(manager)).Value.ManagerId);
        Assert.Null((await _registry.Team(admin)).Value.ManagerId);
        var named = new TeamFields { Name = "Named", ManagerId = admin.Caller.UserId };
        Assert.Equal(admin.Caller.UserId, (await Teams.Create(manager, named, null, Registry.Stop)).Value.ManagerId);
        await Refused.With(RefusalKind.Forbidden, _registry.Team(await _registry.SignUp(Role.Developer)));
        await Refused.With(
            RefusalKind.Invalid, "manager_id", Teams.Create(admin, new TeamFields { Name = "x", ManagerId = 99 }, null, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task A_name_is_unique_whatever_its_case_and_free_again_once_it_is_given_up()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var first = (await _registry.Team(admin, "Frontend Team")).Value.Id;

        await Refused.With(RefusalKind.Conflict, "name", _registry.Team(admin, "FRONTEND team "));
        await Update(admin, first, """{"name":"Frontend TEAM"}""");
        await Update(admin, first, """{"name":"Web Team"}""");
        var second = (await _registry.Team(admin, "Frontend Team")).Value.Id;
        await Refused.With(RefusalKind.Conflict, "name", Update(admin, second, """{"name":"web team"}"""));
        await Teams.Delete(admin, second, IfMatch.Any, Registry.Stop);
        await _registry.Team(admin, "Frontend Team");
    }

    [Fact]
    public async Task Its_own_managers_and_admins_change_it()
    {
        var (admin, manager) = (await _registry.SignUp(Role.Admin), await _registry.SignUp(Role.Manager));
        var id = (await _registry.Team(admin)).Value.Id;
        await Refused.With(RefusalKind.Forbidden, Update(manager, id, """{"description":"d"}"""));

        await Add(admin, id, manager);
        manager = await _registry.CallOfUser(manager.Caller.UserId);

        Assert.Equal("d", (await Update(manager, id, """{"description":"d"}""")).Description);
        await Refused.With(RefusalKind.NotFound, Update(manager, 99, """{"description":"d"}"""));
    }

    [Fact]
    public async Task A_member_is_added_once_and_removed()
    {
        var (admin, user) = (await _registry.SignUp(Role.Admin), await _registry.SignUp(Role.Viewer));
        var id = (await _registry.Team(admin)).Value.Id;

        var changes = await _registry.ChangesOf(async () =>
        {
            await Add(admin, id, user, TeamRole.Lead);
            await Refused.With(RefusalKind.Conflict, "user_id", Add(admin, id, user));
            await Teams.RemoveMember(admin, id, user.Caller.UserId, IfMatch.Any, Registry.Stop);
        });

        Assert.Equal(
            [("team_member.created", (long?)id), ("team_member.deleted", id)],
            changes.Select(change => (change.Action, change.EntityId)));
        Assert.Contains("\"role\":\"lead\"", Registry.Text(changes[0].NewValues), StringComparison.Ordinal);
        await Refused.With(
            RefusalKind.NotFound, Teams.RemoveMember(admin, id, user.Caller.UserId, IfMatch.Any, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "user_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = id, UserId = 99 }, null, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "team_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = 99, UserId = user.Caller.UserId }, null, Registry.Stop).AsTask());
        await Refused.With(RefusalKind.Invalid, "user_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = id }, null, Registry.Stop).AsTask());
    }

    [Fact]
    public async Task A_team_with_projects_is_not_deleted()
    {
        var admin = await _registry.SignUp(Role.Admin);
        var id = (await _registry.Team(admin)).Value.Id;
        await _registry.Project(admin, new ProjectFields { Name = "Portal", TeamId = id });

        await Refused.With(RefusalKind.Conflict, Teams.Delete(admin, id, IfMatch.Any, Registry.Stop).AsTask());
        await Teams.Get(admin, id, Registry.Stop);
    }

    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public async Task A_team_is_deleted_with_its_members_in_one_commit(int members, bool isDeleted)
    {
        var admin = await _registry.SignUp(Role.Admin);
        var id = (await _registry.Team(admin)).Value.Id;
        await Task.WhenAll(Enumerable.Range(0, members).Select(async _ => await Add(admin, id, await _registry.SignUp(Role.Viewer))));

        var changes = await _registry.ChangesOf(async () =>
        {
            var delete = Teams.Delete(admin, id, IfMatch.Any, Registry.Stop).AsTask();
            if (isDeleted)
                await delete;
            else
                await Refused.With(RefusalKind.Conflict, delete);
        });

        Assert.Equal(isDeleted ? members + 1 : 0, changes.Count);
        Assert.Equal(isDeleted ? members : 0, changes.Count(change => change.Action == "team_member.deleted"));
        var left = await _registry.Store.Query(
            new DocumentQuery<TeamMember>(TeamDocuments.Members) { Scope = Scope.In(Partitions.OfTeam(id)), Limit = 100 },
            Registry.Stop);
        Assert.Equal(isDeleted ? 0 : members, left.Items.Count);
    }

    [Fact]
    public async Task A_users_teams_are_those_of_the_member_and_of_the_manager()
    {
        var (admin, manager) = (await _registry.SignUp(Role.Admin), await _registry.SignUp(Role.Manager));
        var managed = (await _registry.Team(manager)).Value.Id;
        var joined = (await _registry.Team(admin)).Value.Id;
        await _registry.Team(admin);
        await Add(admin, joined, manager);
        await Add(admin, managed, manager);

        var page = await Teams.ListOfUser(admin, manager.Caller.UserId, Registry.Everything(TeamList.Definition), Registry.Stop);

        Assert.Equal([managed, joined], page.Items.Select(item => item.Value.Id));
        await Refused.With(
            RefusalKind.NotFound,
            Teams.ListOfUser(admin, 99, Registry.Everything(TeamList.Definition), Registry.Stop).AsTask());
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"department":"\u0001"}""", "department")]
    [InlineData("""{"manager_id":0}""", "manager_id")]
    public async Task Invalid_fields_are_named(string body, string field)
    {
        var admin = await _registry.SignUp(Role.Admin);
        var id = (await _registry.Team(admin)).Value.Id;

        await Refused.With(RefusalKind.Invalid, field, Update(admin, id, body));
    }

    public void Dispose() => _registry.Dispose();

    private async Task<Team> Update(Call call, long id, string body) =>
        (await Teams.Update(call, id, Registry.Patch(body), IfMatch.Any, Registry.Stop)).Value;

    private async Task Add(Call call, long id, Call user, TeamRole role = TeamRole.Member) => await Teams.AddMember(
        call, new TeamMemberFields { TeamId = id, UserId = user.Caller.UserId, Role = role }, key: null, Registry.Stop);
}
