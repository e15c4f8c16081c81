using Enterprise.Core.Access;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Teams;

public sealed class TeamServiceTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private TeamService Teams => _core.Service<TeamService>();

    [Fact]
    public async Task Manager_who_creates_a_team_manages_it_unless_another_is_named()
    {
        var manager = await _core.SignUp(Role.Manager);
        var admin = await _core.SignUp(Role.Admin);

        Assert.Equal(manager.Caller.UserId, (await _core.Team(manager)).Value.ManagerId);
        Assert.Null((await _core.Team(admin)).Value.ManagerId);
        var named = new TeamFields { Name = "Named", ManagerId = admin.Caller.UserId };
        Assert.Equal(admin.Caller.UserId, (await Teams.Create(manager, named, null, CoreFixture.Stop)).Value.ManagerId);
        await AssertRefused.With(RefusalKind.Forbidden, _core.Team(await _core.SignUp(Role.Developer)));
        await AssertRefused.With(
            RefusalKind.Invalid,
            "manager_id",
            Teams.Create(admin, new TeamFields { Name = "x", ManagerId = 99 }, null, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Name_is_unique_ignoring_case_and_free_after_a_rename_or_deletion()
    {
        var admin = await _core.SignUp(Role.Admin);
        var first = (await _core.Team(admin, "Frontend Team")).Value.Id;

        await AssertRefused.With(RefusalKind.Conflict, "name", _core.Team(admin, "FRONTEND team "));
        await Update(admin, first, """{"name":"Frontend TEAM"}""");
        await Update(admin, first, """{"name":"Web Team"}""");
        var second = (await _core.Team(admin, "Frontend Team")).Value.Id;
        await AssertRefused.With(RefusalKind.Conflict, "name", Update(admin, second, """{"name":"web team"}"""));
        await Teams.Delete(admin, second, IfMatch.Any, CoreFixture.Stop);
        await _core.Team(admin, "Frontend Team");
    }

    [Fact]
    public async Task Team_is_changed_only_by_its_own_managers_and_admins()
    {
        var (admin, manager) = (await _core.SignUp(Role.Admin), await _core.SignUp(Role.Manager));
        var id = (await _core.Team(admin)).Value.Id;
        await AssertRefused.With(RefusalKind.Forbidden, Update(manager, id, """{"description":"d"}"""));

        await Add(admin, id, manager);
        manager = await _core.CallOfUser(manager.Caller.UserId);

        Assert.Equal("d", (await Update(manager, id, """{"description":"d"}""")).Description);
        await AssertRefused.With(RefusalKind.NotFound, Update(manager, 99, """{"description":"d"}"""));
    }

    [Fact]
    public async Task Member_is_added_once_and_removed()
    {
        var (admin, user) = (await _core.SignUp(Role.Admin), await _core.SignUp(Role.Viewer));
        var id = (await _core.Team(admin)).Value.Id;

        var changes = await _core.ChangesOf(async () =>
        {
            await Add(admin, id, user, TeamRole.Lead);
            await AssertRefused.With(RefusalKind.Conflict, "user_id", Add(admin, id, user));
            await Teams.RemoveMember(admin, id, user.Caller.UserId, IfMatch.Any, CoreFixture.Stop);
        });

        Assert.Equal(
            [("team_member.created", (long?)id), ("team_member.deleted", id)],
            changes.Select(change => (change.Action, change.EntityId)));
        Assert.Contains("\"role\":\"lead\"", CoreFixture.Text(changes[0].NewValues), StringComparison.Ordinal);
        await AssertRefused.With(
            RefusalKind.NotFound,
            Teams.RemoveMember(admin, id, user.Caller.UserId, IfMatch.Any, CoreFixture.Stop).AsTask());
        await AssertRefused.With(RefusalKind.Invalid, "user_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = id, UserId = 99 }, null, CoreFixture.Stop).AsTask());
        await AssertRefused.With(RefusalKind.Invalid, "team_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = 99, UserId = user.Caller.UserId }, null, CoreFixture.Stop).AsTask());
        await AssertRefused.With(RefusalKind.Invalid, "user_id", Teams.AddMember(
            admin, new TeamMemberFields { TeamId = id }, null, CoreFixture.Stop).AsTask());
    }

    [Fact]
    public async Task Deletion_of_a_team_with_projects_is_a_conflict()
    {
        var admin = await _core.SignUp(Role.Admin);
        var id = (await _core.Team(admin)).Value.Id;
        await _core.Project(admin, new ProjectFields { Name = "Portal", TeamId = id });

        await AssertRefused.With(RefusalKind.Conflict, Teams.Delete(admin, id, IfMatch.Any, CoreFixture.Stop).AsTask());
        await Teams.Get(admin, id, CoreFixture.Stop);
    }

    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public async Task Team_is_deleted_with_up_to_49_members_and_a_larger_one_is_a_conflict(int members, bool isDeleted)
    {
        var admin = await _core.SignUp(Role.Admin);
        var id = (await _core.Team(admin)).Value.Id;
        await Task.WhenAll(
            Enumerable.Range(0, members).Select(async _ => await Add(admin, id, await _core.SignUp(Role.Viewer))));

        var changes = await _core.ChangesOf(async () =>
        {
            var delete = Teams.Delete(admin, id, IfMatch.Any, CoreFixture.Stop).AsTask();
            if (isDeleted)
                await delete;
            else
                await AssertRefused.With(RefusalKind.Conflict, delete);
        });

        Assert.Equal(isDeleted ? members + 1 : 0, changes.Count);
        Assert.Equal(isDeleted ? members : 0, changes.Count(change => change.Action == "team_member.deleted"));
        var left = await _core.Store.Query(
            new DocumentQuery<TeamMember>(TeamDocuments.Members)
            {
                Scope = Scope.In(Partitions.OfTeam(id)),
                Limit = 100,
            },
            CoreFixture.Stop);
        Assert.Equal(isDeleted ? 0 : members, left.Items.Count);
    }

    [Fact]
    public async Task Teams_of_a_user_are_the_joined_and_the_managed_ones()
    {
        var (admin, manager) = (await _core.SignUp(Role.Admin), await _core.SignUp(Role.Manager));
        var managed = (await _core.Team(manager)).Value.Id;
        var joined = (await _core.Team(admin)).Value.Id;
        await _core.Team(admin);
        await Add(admin, joined, manager);
        await Add(admin, managed, manager);

        var page = await Teams.ListOfUser(
            admin, manager.Caller.UserId, CoreFixture.Everything(TeamList.Definition), CoreFixture.Stop);

        Assert.Equal([managed, joined], page.Items.Select(item => item.Value.Id));
        await AssertRefused.With(
            RefusalKind.NotFound,
            Teams.ListOfUser(admin, 99, CoreFixture.Everything(TeamList.Definition), CoreFixture.Stop).AsTask());
    }

    [Theory]
    [InlineData("""{"name":""}""", "name")]
    [InlineData("""{"name":null}""", "name")]
    [InlineData("""{"department":"\u0001"}""", "department")]
    [InlineData("""{"manager_id":0}""", "manager_id")]
    public async Task Invalid_field_is_refused_naming_it(string body, string field)
    {
        var admin = await _core.SignUp(Role.Admin);
        var id = (await _core.Team(admin)).Value.Id;

        await AssertRefused.With(RefusalKind.Invalid, field, Update(admin, id, body));
    }

    public void Dispose() => _core.Dispose();

    private async Task<Team> Update(Call call, long id, string body) =>
        (await Teams.Update(call, id, CoreFixture.Patch(body), IfMatch.Any, CoreFixture.Stop)).Value;

    private async Task Add(Call call, long id, Call user, TeamRole role = TeamRole.Member) => await Teams.AddMember(
        call,
        new TeamMemberFields { TeamId = id, UserId = user.Caller.UserId, Role = role },
        key: null,
        CoreFixture.Stop);
}
