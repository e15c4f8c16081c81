using CsCheck;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Approvers;
using Enterprise.Core.Editing;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Approvals;

public sealed class ApproverDirectoryTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private ApproverDirectory Directory => _core.Service<ApproverDirectory>();

    [Fact]
    public async Task User_reference_resolves_only_while_the_user_may_approve()
    {
        var manager = await Id(Role.Manager);

        Assert.Equal([manager], await People(ApproverReference.User(manager)));
        Assert.Empty(await People(ApproverReference.User(await Id(Role.Developer))));
        Assert.Empty(await People(ApproverReference.User(9999)));
        await Change(manager, """{"role":"developer"}""");
        Assert.Empty(await People(ApproverReference.User(manager)));
        await Change(manager, """{"role":"manager","is_active":false}""");
        Assert.Empty(await People(ApproverReference.User(manager)));
    }

    [Fact]
    public async Task Role_reference_resolves_to_that_role_and_higher_but_never_below_manager()
    {
        var (viewer, developer, manager, admin) = (
            await Id(Role.Viewer), await Id(Role.Developer), await Id(Role.Manager), await Id(Role.Admin));
        Assert.NotEqual(viewer, developer);

        Assert.Equal([admin], await People(ApproverReference.Role(Role.Admin)));
        foreach (var role in new[] { Role.Manager, Role.Developer, Role.Viewer })
            Assert.Equal([manager, admin], await People(ApproverReference.Role(role)));
        Assert.Single(await Directory.People(ApproverReference.Role(Role.Manager), 1, CoreFixture.Stop));
    }

    [Fact]
    public async Task Team_reference_resolves_to_its_manager_and_members_who_may_approve()
    {
        var (leader, member, developer) = (await Id(Role.Manager), await Id(Role.Admin), await Id(Role.Developer));
        var team = await Team(leader, member, developer, leader);

        Assert.Equal([leader, member], (await People(ApproverReference.Team(team))).Order());
        Assert.Equal([leader], await People(ApproverReference.TeamManager(team)));
        Assert.Empty(await People(ApproverReference.Team(9999)));
        Assert.Empty(await People(ApproverReference.TeamManager(9999)));
        Assert.Single(await Directory.People(ApproverReference.Team(team), 1, CoreFixture.Stop));
    }

    [Fact]
    public async Task Approver_is_found_among_510_members_who_may_not_approve()
    {
        var members = new List<long>();
        for (var i = 0; i < 510; i++)
            members.Add(await Id(Role.Developer));
        var manager = await Id(Role.Manager);
        var team = await Team(null, [.. members, manager]);

        Assert.Equal([manager], await People(ApproverReference.Team(team)));
    }

    [Fact]
    public async Task Includes_People_and_ReferencesOf_agree()
    {
        var users = new List<long>();
        foreach (var role in Enum.GetValues<Role>())
            users.AddRange([await Id(role), await Id(role)]);
        await Change(users[^1], """{"is_active":false}""");
        var teams = new List<long>();
        await Gen.Select(Gen.Int[-1, users.Count - 1], Gen.Int[0, users.Count - 1].Array[0, 4]).SampleAsync(
            async (manager, members) => teams.Add(await Team(
                manager < 0 || manager == users.Count - 1 ? null : users[manager],
                [.. members.Where(member => member < users.Count - 1).Distinct().Select(member => users[member])])),
            iter: 12,
            threads: 1);
        ApproverReference[] references =
        [
            .. users.Select(ApproverReference.User),
            .. Enum.GetValues<Role>().Select(ApproverReference.Role),
            .. teams.Select(ApproverReference.Team),
            .. teams.Select(ApproverReference.TeamManager),
        ];

        foreach (var id in users)
        {
            var user = await User(id);
            var own = await Directory.ReferencesOf(user, CoreFixture.Stop);
            Assert.Equal(own.Count, own.Distinct().Count());
            foreach (var reference in references)
            {
                var includes = await Directory.Includes(reference, user, CoreFixture.Stop);
                Assert.True(includes == own.Contains(reference), $"{reference} of {id}");
                Assert.True(includes == (await People(reference)).Contains(id), $"{reference} names {id}");
            }
        }
    }

    [Fact]
    public void Reference_round_trips_through_its_text()
    {
        foreach (var reference in new[]
        {
            ApproverReference.User(7),
            ApproverReference.Role(Role.Admin),
            ApproverReference.Team(3),
            ApproverReference.TeamManager(4),
        })
        {
            var read = ApproverReference.Parse(reference.Text);
            Assert.Equal(
                (reference, reference.Kind, reference.Id, reference.LowestRole),
                (read, read.Kind, read.Id, read.LowestRole));
        }

        Assert.Equal(
            (ApproverReferenceKind.TeamManager, 4L),
            (ApproverReference.TeamManager(4).Kind, ApproverReference.TeamManager(4).Id));
        Assert.Equal(
            (ApproverReferenceKind.Role, Role.Manager),
            (ApproverReference.Role(Role.Manager).Kind, ApproverReference.Role(Role.Manager).LowestRole));
        foreach (var text in new[] { "", "user", "user:", "user:x", "user:1:2", "role:king", "everybody:1" })
            Assert.Throws<FormatException>(() => ApproverReference.Parse(text));
    }

    public void Dispose() => _core.Dispose();

    private async Task<long> Id(Role role) => (await _core.SignUp(role)).Caller.UserId;

    private async Task<User> User(long id) =>
        (await _core.Store.Get(UserDocuments.Type, UserDocuments.Key(id), CoreFixture.Stop))!.Value;

    private async Task<IReadOnlyList<long>> People(ApproverReference reference) =>
        [.. (await Directory.People(reference, 100, CoreFixture.Stop)).Select(user => user.Id)];

    private async Task Change(long user, string patch) => await _core.Service<UserService>().Update(
        CoreFixture.CallOf(Role.Admin, userId: 999), user, CoreFixture.Patch(patch), IfMatch.Any, CoreFixture.Stop);

    private async Task<long> Team(long? manager, params long[] members)
    {
        var (teams, admin) = (_core.Service<TeamService>(), CoreFixture.CallOf(Role.Admin, userId: 999));
        var team = await teams.Create(
            admin, new TeamFields { Name = $"{Guid.NewGuid():N}", ManagerId = manager }, key: null, CoreFixture.Stop);
        foreach (var member in members)
            await teams.AddMember(
                admin, new TeamMemberFields { TeamId = team.Value.Id, UserId = member }, key: null, CoreFixture.Stop);
        return team.Value.Id;
    }
}
