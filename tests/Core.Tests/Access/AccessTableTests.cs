using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Access;

/// <summary>
/// The whole table "Who may do what" against <see cref="ProjectAccess.Decide"/>. The
/// expected verdicts are computed from that table, independently of the rules.
/// </summary>
public sealed class AccessTableTests
{
    private const long Me = 7;
    private const long AnotherUser = 8;
    private const long MyTeam = 70;
    private const long AnotherTeam = 80;

    private static IReadOnlyList<Permission> All { get; } =
        [.. CoreModules.All.SelectMany(module => module.Permissions)];

    private enum Relation
    {
        Owner,
        Team,
        None,
    }

    /// <summary>The visible projects in which each role has a permission.</summary>
    private static readonly Dictionary<ScopedPermission<ProjectFields>, string[]> _scopes = new()
    {
        // viewer, developer, manager, admin
        [ProjectPermissions.Read] = ["all", "all", "all", "all"],
        [ProjectPermissions.ReadTrail] = ["own", "own", "all", "all"],
        [ProjectPermissions.ChangeTechnicalFields] = ["none", "own", "own", "all"],
        [ProjectPermissions.Deliver] = ["none", "own", "own", "all"],
        [ProjectPermissions.ChangeGovernanceFields] = ["none", "none", "own", "all"],
        [ReviewPermissions.Complete] = ["none", "owner", "own", "all"],
    };

    /// <summary>Permissions that no agent has, whatever the role of its user.</summary>
    private static readonly Permission[] _deniedToAgents =
    [
        ProjectPermissions.Create,
        TeamPermissions.Create,
        TeamPermissions.Change,
        NotificationPermissions.ChangeChannels,
        CommonPermissions.AdministerUsers,
        TokenPermissions.Manage,
        ApprovalPermissions.Govern,
        ApprovalPermissions.Decide,
        ApprovalPermissions.Delegate,
        ReviewPermissions.Complete,
    ];

    /// <summary>The relations to a project that each visibility admits.</summary>
    private static readonly Dictionary<Visibility, Relation[]> _visibleTo = new()
    {
        [Visibility.Public] = [Relation.Owner, Relation.Team, Relation.None],
        [Visibility.Team] = [Relation.Owner, Relation.Team],
        [Visibility.Private] = [Relation.Owner],
    };

    /// <summary>A project's networks, a client's address, and whether the networks contain it.</summary>
    private static readonly (string[] Networks, string? Client, bool Passes)[] _networks =
    [
        ([], "198.51.100.9", true),
        ([], null, true),
        (["10.0.0.0/8"], "10.255.255.255", true),
        (["10.0.0.0/8"], "11.0.0.0", false),
        (["10.0.0.0/8"], "::ffff:10.1.2.3", true),
        (["10.0.0.0/8"], "::ffff:11.1.2.3", false),
        (["192.0.2.0/24", "2001:db8::/32"], "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", true),
        (["2001:db8::/32"], "2001:db9::", false),
        (["2001:db8::/32"], "10.0.0.1", false),
        (["10.0.0.0/8"], null, false),
    ];

    private static readonly (string[] Domains, bool Passes)[] _domains =
    [
        ([], true),
        (["other.org", "example.com"], true),
        (["other.org", "sub.example.com"], false),
    ];

    [Fact]
    public void Every_combination_is_decided_as_the_table_states()
    {
        var wrong = new List<string>();
        var cases = 0;
        var combinations =
            from role in Enum.GetValues<Role>()
            from visibility in Enum.GetValues<Visibility>()
            from relation in Enum.GetValues<Relation>()
            from level in Enum.GetValues<SecurityLevel>()
            from clearance in Enum.GetValues<SecurityLevel>()
            from domain in _domains
            from network in _networks
            from reason in new[] { null, "incident 7" }
            from isAgent in new[] { false, true }
            select new Combination(role, visibility, relation, level, clearance, domain, network, reason, isAgent);
        foreach (var combination in combinations)
        {
            foreach (var (permission, scopes) in _scopes)
            {
                cases++;
                var scope = combination.IsAgent && _deniedToAgents.Contains(permission)
                    ? "none"
                    : scopes[(int)combination.Role];
                var expected = Expected(combination, scope);
                var actual = ProjectAccess.Decide(CallOf(combination), permission, ProjectOf(combination));
                if (actual != expected)
                    wrong.Add($"{combination} {permission}: {actual}, not {expected}");
            }
        }

        Assert.Equal(4 * 3 * 3 * 4 * 4 * 3 * 10 * 2 * 2 * 6, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Theory]
    [InlineData("read", Role.Viewer)]
    [InlineData("change_channels", Role.Viewer)]
    [InlineData("operate_deliveries", Role.Admin)]
    [InlineData("propose_project", Role.Developer)]
    [InlineData("create_project", Role.Manager)]
    [InlineData("create_team", Role.Manager)]
    [InlineData("administer_users", Role.Admin)]
    [InlineData("read_organisation_trail", Role.Admin)]
    [InlineData("read_approval_policies", Role.Manager)]
    [InlineData("decide_approvals", Role.Manager)]
    [InlineData("delegate_decisions", Role.Manager)]
    [InlineData("govern_approvals", Role.Admin)]
    [InlineData("comment_approvals", Role.Developer)]
    public void Permission_without_a_project_is_allowed_from_its_role_upwards(string name, Role lowest)
    {
        var permission = Assert.IsType<RolePermission>(All.Single(permission => permission.Name == name));
        foreach (var role in Enum.GetValues<Role>())
        {
            var expected = role >= lowest ? Verdict.Allowed : Verdict.Forbidden;
            Assert.Equal(expected, permission.Decide(CoreFixture.CallOf(role).Caller));
            Assert.Equal(
                _deniedToAgents.Contains(permission) ? Verdict.Forbidden : expected,
                permission.Decide(CoreFixture.CallOf(role, isAgent: true).Caller));
        }
    }

    [Fact]
    public void Every_permission_is_declared_once_and_is_in_these_tables()
    {
        Assert.Equal(All.Count, All.Select(permission => permission.Name).Distinct().Count());
        var onProjects = All.OfType<ScopedPermission<ProjectFields>>().ToHashSet();
        Assert.Equal(_scopes.Keys.ToHashSet(), onProjects);
        Assert.Equal(
            new HashSet<Permission>([TeamPermissions.Change, TokenPermissions.Manage]),
            All.Where(permission => permission is not RolePermission && !onProjects.Contains(permission)).ToHashSet());
        Assert.Equal(_deniedToAgents.ToHashSet(), All.Where(permission => permission.IsDeniedToAgents).ToHashSet());
        Assert.Equal(13, All.OfType<RolePermission>().Count());
    }

    [Theory]
    [InlineData(Role.Viewer, true, Verdict.Forbidden)]
    [InlineData(Role.Developer, true, Verdict.Forbidden)]
    [InlineData(Role.Manager, true, Verdict.Allowed)]
    [InlineData(Role.Manager, false, Verdict.Forbidden)]
    [InlineData(Role.Admin, false, Verdict.Allowed)]
    public void Team_may_be_changed_by_its_own_managers_and_by_admins(Role role, bool isOwn, Verdict expected)
    {
        var caller = CoreFixture.CallOf(role, teams: isOwn ? [MyTeam] : [AnotherTeam]).Caller;

        Assert.Equal(expected, TeamPermissions.Change.Decide(caller, MyTeam));
        Assert.Equal(Verdict.Forbidden, TeamPermissions.Change.Decide(caller with { IsAgent = true }, MyTeam));
    }

    [Theory]
    [InlineData(Role.Viewer, true, Verdict.Allowed)]
    [InlineData(Role.Manager, false, Verdict.Forbidden)]
    [InlineData(Role.Admin, false, Verdict.Allowed)]
    public void Tokens_may_be_managed_by_their_user_and_by_admins_but_not_by_agents(
        Role role, bool isOwn, Verdict expected)
    {
        var caller = CoreFixture.CallOf(role, Me).Caller;

        Assert.Equal(expected, TokenPermissions.Manage.Decide(caller, isOwn ? Me : AnotherUser));
        Assert.Equal(
            Verdict.Forbidden,
            TokenPermissions.Manage.Decide(caller with { IsAgent = true }, isOwn ? Me : AnotherUser));
    }

    [Theory]
    [InlineData(Role.Viewer, SecurityLevel.Internal)]
    [InlineData(Role.Developer, SecurityLevel.Confidential)]
    [InlineData(Role.Manager, SecurityLevel.Restricted)]
    [InlineData(Role.Admin, SecurityLevel.Restricted)]
    public void Default_clearance_follows_from_the_role(Role role, SecurityLevel expected) =>
        Assert.Equal(expected, DefaultClearance.Of(role));

    [Fact]
    public void Project_without_owner_and_team_is_hidden_from_managers()
    {
        var project = new Project { Visibility = Visibility.Team };

        Assert.Equal(
            Verdict.Hidden,
            ProjectAccess.Decide(CoreFixture.CallOf(Role.Manager, teams: [0]), ProjectPermissions.Read, project));
    }

    private static Project ProjectOf(Combination combination) => new()
    {
        Id = 1,
        OwnerId = combination.Relation == Relation.Owner ? Me : AnotherUser,
        TeamId = combination.Relation == Relation.Team ? MyTeam : AnotherTeam,
        Visibility = combination.Visibility,
        SecurityLevel = combination.Level,
        AllowedDomains = combination.Domain.Domains,
        AllowedIps = combination.Network.Networks,
    };

    private static Call CallOf(Combination combination) => CoreFixture.CallOf(
        combination.Role,
        Me,
        combination.Clearance,
        "example.com",
        [MyTeam, 71],
        combination.Network.Client,
        combination.Reason,
        combination.IsAgent);

    private static Verdict Expected(Combination combination, string scope)
    {
        var isAdmin = combination.Role == Role.Admin;
        var isSeen = isAdmin
            || (_visibleTo[combination.Visibility].Contains(combination.Relation)
                && combination.Clearance >= combination.Level);
        var isRestricted = !combination.Domain.Passes || !combination.Network.Passes;
        var breaksGlass = isAdmin && combination.Reason is not null && !combination.IsAgent;
        if (!isSeen || (isRestricted && !breaksGlass))
            return Verdict.Hidden;
        if (scope == "none"
            || (scope == "own" && combination.Relation == Relation.None)
            || (scope == "owner" && combination.Relation != Relation.Owner))
            return Verdict.Forbidden;
        return isRestricted ? Verdict.AllowedByBreakingGlass : Verdict.Allowed;
    }

    private sealed record Combination(
        Role Role,
        Visibility Visibility,
        Relation Relation,
        SecurityLevel Level,
        SecurityLevel Clearance,
        (string[] Domains, bool Passes) Domain,
        (string[] Networks, string? Client, bool Passes) Network,
        string? Reason,
        bool IsAgent);
}
