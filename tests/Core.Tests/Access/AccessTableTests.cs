using Enterprise.Core.Access;
using Enterprise.Core.Projects;
using Enterprise.Core.Users;

namespace Enterprise.Core.Tests.Access;

/// <summary>
/// The whole table "Who may do what" against <see cref="AccessRules.Decide(Call, Permission, Project)"/>. The
/// expected verdicts are computed from that table, independently of the rules.
/// </summary>
public sealed class AccessTableTests
{
    private const long Me = 7;
    private const long AnotherUser = 8;
    private const long MyTeam = 70;
    private const long AnotherTeam = 80;

    private enum Relation
    {
        Owner,
        Team,
        None,
    }

    /// <summary>The visible projects in which each role has a permission.</summary>
    private static readonly Dictionary<Permission, string[]> _scopes = new()
    {
        // viewer, developer, manager, admin
        [Permission.ReadProject] = ["all", "all", "all", "all"],
        [Permission.ReadProjectTrail] = ["own", "own", "all", "all"],
        [Permission.ChangeTechnicalFields] = ["none", "own", "own", "all"],
        [Permission.Deliver] = ["none", "own", "own", "all"],
        [Permission.ChangeGovernanceFields] = ["none", "none", "own", "all"],
        [Permission.CompleteReviews] = ["none", "owner", "own", "all"],
    };

    /// <summary>Permissions that no agent has, whatever the role of its user.</summary>
    private static readonly Permission[] _deniedToAgents =
    [
        Permission.CreateProject,
        Permission.CreateTeam,
        Permission.ChangeTeam,
        Permission.ChangeChannels,
        Permission.AdministerUsers,
        Permission.ManageTokens,
        Permission.GovernApprovals,
        Permission.DecideApprovals,
        Permission.DelegateDecisions,
        Permission.CompleteReviews,
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
                var actual = AccessRules.Decide(CallOf(combination), permission, ProjectOf(combination));
                if (actual != expected)
                    wrong.Add($"{combination} {permission}: {actual}, not {expected}");
            }
        }

        Assert.Equal(4 * 3 * 3 * 4 * 4 * 3 * 10 * 2 * 2 * 6, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Theory]
    [InlineData(Permission.Read, Role.Viewer)]
    [InlineData(Permission.ChangeChannels, Role.Viewer)]
    [InlineData(Permission.OperateDeliveries, Role.Admin)]
    [InlineData(Permission.ProposeProject, Role.Developer)]
    [InlineData(Permission.CreateProject, Role.Manager)]
    [InlineData(Permission.CreateTeam, Role.Manager)]
    [InlineData(Permission.AdministerUsers, Role.Admin)]
    [InlineData(Permission.ReadOrganisationTrail, Role.Admin)]
    [InlineData(Permission.ReadApprovalPolicies, Role.Manager)]
    [InlineData(Permission.DecideApprovals, Role.Manager)]
    [InlineData(Permission.DelegateDecisions, Role.Manager)]
    [InlineData(Permission.GovernApprovals, Role.Admin)]
    public void Permission_without_a_project_is_allowed_from_its_role_upwards(Permission permission, Role lowest)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var expected = role >= lowest ? Verdict.Allowed : Verdict.Forbidden;
            Assert.Equal(expected, AccessRules.Decide(CoreFixture.CallOf(role).Caller, permission));
            Assert.Equal(
                _deniedToAgents.Contains(permission) ? Verdict.Forbidden : expected,
                AccessRules.Decide(CoreFixture.CallOf(role, isAgent: true).Caller, permission));
        }
    }

    [Fact]
    public void Every_permission_is_decided_either_with_or_without_a_project()
    {
        var project = new Project { Visibility = Visibility.Public };
        Permission[] onTeamsAndTokens = [Permission.ChangeTeam, Permission.ManageTokens];
        foreach (var permission in Enum.GetValues<Permission>().Except(onTeamsAndTokens))
        {
            var call = CoreFixture.CallOf(Role.Admin);
            if (_scopes.ContainsKey(permission))
                Assert.Throws<ArgumentOutOfRangeException>(() => AccessRules.Decide(call.Caller, permission));
            else
                Assert.Throws<ArgumentOutOfRangeException>(() => AccessRules.Decide(call, permission, project));
        }
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

        Assert.Equal(expected, AccessRules.DecideOnTeam(caller, MyTeam));
        Assert.Equal(Verdict.Forbidden, AccessRules.DecideOnTeam(caller with { IsAgent = true }, MyTeam));
    }

    [Theory]
    [InlineData(Role.Viewer, true, Verdict.Allowed)]
    [InlineData(Role.Manager, false, Verdict.Forbidden)]
    [InlineData(Role.Admin, false, Verdict.Allowed)]
    public void Tokens_may_be_managed_by_their_user_and_by_admins_but_not_by_agents(
        Role role, bool isOwn, Verdict expected)
    {
        var caller = CoreFixture.CallOf(role, Me).Caller;

        Assert.Equal(expected, AccessRules.DecideOnTokens(caller, isOwn ? Me : AnotherUser));
        Assert.Equal(
            Verdict.Forbidden,
            AccessRules.DecideOnTokens(caller with { IsAgent = true }, isOwn ? Me : AnotherUser));
    }

    [Theory]
    [InlineData(Role.Viewer, SecurityLevel.Internal)]
    [InlineData(Role.Developer, SecurityLevel.Confidential)]
    [InlineData(Role.Manager, SecurityLevel.Restricted)]
    [InlineData(Role.Admin, SecurityLevel.Restricted)]
    public void Default_clearance_follows_from_the_role(Role role, SecurityLevel expected) =>
        Assert.Equal(expected, AccessRules.DefaultClearance(role));

    [Fact]
    public void Project_without_owner_and_team_is_hidden_from_managers()
    {
        var project = new Project { Visibility = Visibility.Team };

        Assert.Equal(
            Verdict.Hidden,
            AccessRules.Decide(CoreFixture.CallOf(Role.Manager, teams: [0]), Permission.ReadProject, project));
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
