using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Identity;
using Enterprise.Core.Notifications;
using Enterprise.Core.Projects;
using Enterprise.Core.Reviews;
using Enterprise.Core.Teams;

namespace Enterprise.Core.Tests.Access;

/// <summary>
/// The whole table of "Who may do what" against <see cref="ProjectAccess.Decide(Call, Permission, Project)"/>. The
/// expectation is written from that table and knows nothing of the rules' code.
/// </summary>
public sealed class AccessTableTests
{
    private const long Me = 7;
    private const long Somebody = 8;
    private const long MyTeam = 70;
    private const long AnotherTeam = 80;

    private enum Tie
    {
        Owner,
        Team,
        None,
    }

    /// <summary>Whom each role may act for, in a project they see: nobody's, their own, or every one.</summary>
    private static readonly Dictionary<Permission, string[]> _deeds = new()
    {
        // viewer, developer, manager, admin
        [ProjectPermissions.Read] = ["all", "all", "all", "all"],
        [ProjectPermissions.ReadTrail] = ["own", "own", "all", "all"],
        [ProjectPermissions.ChangeTechnicalFields] = ["none", "own", "own", "all"],
        [ProjectPermissions.Deliver] = ["none", "own", "own", "all"],
        [ProjectPermissions.ChangeGovernanceFields] = ["none", "none", "own", "all"],
        [ReviewPermissions.Complete] = ["none", "owner", "own", "all"],
    };

    /// <summary>What is left to people: an agent's token does not have it, whoever's it is.</summary>
    private static readonly Permission[] _peoples =
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

    /// <summary>Whom a visibility lets in.</summary>
    private static readonly Dictionary<Visibility, Tie[]> _doors = new()
    {
        [Visibility.Public] = [Tie.Owner, Tie.Team, Tie.None],
        [Visibility.Team] = [Tie.Owner, Tie.Team],
        [Visibility.Private] = [Tie.Owner],
    };

    /// <summary>A project's networks, a client's address, and whether it is inside.</summary>
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
    public void Every_combination_is_decided_as_the_table_says()
    {
        var wrong = new List<string>();
        var cases = 0;
        var combinations =
            from role in Enum.GetValues<Role>()
            from visibility in Enum.GetValues<Visibility>()
            from tie in Enum.GetValues<Tie>()
            from level in Enum.GetValues<SecurityLevel>()
            from clearance in Enum.GetValues<SecurityLevel>()
            from domain in _domains
            from network in _networks
            from reason in new[] { null, "incident 7" }
            from isAgent in new[] { false, true }
            select new Combination(role, visibility, tie, level, clearance, domain, network, reason, isAgent);
        foreach (var combination in combinations)
        {
            foreach (var (permission, deeds) in _deeds)
            {
                cases++;
                var deed = combination.IsAgent && _peoples.Contains(permission) ? "none" : deeds[(int)combination.Role];
                var expected = Expected(combination, deed);
                var actual = ProjectAccess.Decide(CallOf(combination), permission, ProjectOf(combination));
                if (actual != expected)
                    wrong.Add($"{combination} {permission}: {actual}, not {expected}");
            }
        }

        Assert.Equal(4 * 3 * 3 * 4 * 4 * 3 * 10 * 2 * 2 * 6, cases);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(20)));
    }

    [Theory]
    [InlineData(CommonPermissions.Read, Role.Viewer)]
    [InlineData(NotificationPermissions.ChangeChannels, Role.Viewer)]
    [InlineData(CommonPermissions.OperateDeliveries, Role.Admin)]
    [InlineData(ProjectPermissions.Propose, Role.Developer)]
    [InlineData(ProjectPermissions.Create, Role.Manager)]
    [InlineData(TeamPermissions.Create, Role.Manager)]
    [InlineData(CommonPermissions.AdministerUsers, Role.Admin)]
    [InlineData(AuditTrailPermissions.ReadOrganisation, Role.Admin)]
    [InlineData(ApprovalPermissions.ReadPolicies, Role.Manager)]
    [InlineData(ApprovalPermissions.Decide, Role.Manager)]
    [InlineData(ApprovalPermissions.Delegate, Role.Manager)]
    [InlineData(ApprovalPermissions.Govern, Role.Admin)]
    public void What_needs_no_project_starts_at_a_role(Permission permission, Role first)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var expected = role >= first ? Verdict.Allowed : Verdict.Forbidden;
            Assert.Equal(expected, ProjectAccess.Decide(Registry.CallOf(role).Caller, permission));
            Assert.Equal(
                _peoples.Contains(permission) ? Verdict.Forbidden : expected,
                ProjectAccess.Decide(Registry.CallOf(role, isAgent: true).Caller, permission));
        }
    }

    [Fact]
    public void Every_permission_is_decided_in_exactly_one_place()
    {
        var project = new Project { Visibility = Visibility.Public };
        foreach (var permission in Enum.GetValues<Permission>().Except([TeamPermissions.Change, TokenPermissions.Manage]))
        {
            var call = Registry.CallOf(Role.Admin);
            if (_deeds.ContainsKey(permission))
                Assert.Throws<ArgumentOutOfRangeException>(() => ProjectAccess.Decide(call.Caller, permission));
            else
                Assert.Throws<ArgumentOutOfRangeException>(() => ProjectAccess.Decide(call, permission, project));
        }
    }

    [Theory]
    [InlineData(Role.Viewer, true, Verdict.Forbidden)]
    [InlineData(Role.Developer, true, Verdict.Forbidden)]
    [InlineData(Role.Manager, true, Verdict.Allowed)]
    [InlineData(Role.Manager, false, Verdict.Forbidden)]
    [InlineData(Role.Admin, false, Verdict.Allowed)]
    public void A_team_is_changed_by_its_managers_and_admins(Role role, bool isOwn, Verdict expected)
    {
        var caller = Registry.CallOf(role, teams: isOwn ? [MyTeam] : [AnotherTeam]).Caller;

        Assert.Equal(expected, AccessRules.DecideOnTeam(caller, MyTeam));
        Assert.Equal(Verdict.Forbidden, AccessRules.DecideOnTeam(caller with { IsAgent = true }, MyTeam));
    }

    [Theory]
    [InlineData(Role.Viewer, true, Verdict.Allowed)]
    [InlineData(Role.Manager, false, Verdict.Forbidden)]
    [InlineData(Role.Admin, false, Verdict.Allowed)]
    public void Tokens_are_issued_by_people_for_themselves_and_by_admins(Role role, bool isOwn, Verdict expected)
    {
        var caller = Registry.CallOf(role, Me).Caller;

        Assert.Equal(expected, AccessRules.DecideOnTokens(caller, isOwn ? Me : Somebody));
        Assert.Equal(Verdict.Forbidden, AccessRules.DecideOnTokens(caller with { IsAgent = true }, isOwn ? Me : Somebody));
    }

    [Theory]
    [InlineData(Role.Viewer, SecurityLevel.Internal)]
    [InlineData(Role.Developer, SecurityLevel.Confidential)]
    [InlineData(Role.Manager, SecurityLevel.Restricted)]
    [InlineData(Role.Admin, SecurityLevel.Restricted)]
    public void Clearance_comes_with_the_role(Role role, SecurityLevel expected) =>
        Assert.Equal(expected, DefaultClearance.Of(role));

    [Fact]
    public void A_project_without_owner_and_team_is_nobodys_own()
    {
        var project = new Project { Visibility = Visibility.Team };

        Assert.Equal(Verdict.Hidden, ProjectAccess.Decide(Registry.CallOf(Role.Manager, teams: [0]), ProjectPermissions.Read, project));
    }

    private static Project ProjectOf(Combination combination) => new()
    {
        Id = 1,
        OwnerId = combination.Tie == Tie.Owner ? Me : Somebody,
        TeamId = combination.Tie == Tie.Team ? MyTeam : AnotherTeam,
        Visibility = combination.Visibility,
        SecurityLevel = combination.Level,
        AllowedDomains = combination.Domain.Domains,
        AllowedIps = combination.Network.Networks,
    };

    private static Call CallOf(Combination combination) => Registry.CallOf(
        combination.Role,
        Me,
        combination.Clearance,
        "example.com",
        [MyTeam, 71],
        combination.Network.Client,
        combination.Reason,
        combination.IsAgent);

    private static Verdict Expected(Combination combination, string deed)
    {
        var isAdmin = combination.Role == Role.Admin;
        var isSeen = isAdmin
            || (_doors[combination.Visibility].Contains(combination.Tie) && combination.Clearance >= combination.Level);
        var isRestricted = !combination.Domain.Passes || !combination.Network.Passes;
        var breaksGlass = isAdmin && combination.Reason is not null && !combination.IsAgent;
        if (!isSeen || (isRestricted && !breaksGlass))
            return Verdict.Hidden;
        if (deed == "none" || (deed == "own" && combination.Tie == Tie.None) || (deed == "owner" && combination.Tie != Tie.Owner))
            return Verdict.Forbidden;
        return isRestricted ? Verdict.AllowedByBreakingGlass : Verdict.Allowed;
    }

    private sealed record Combination(
        Role Role,
        Visibility Visibility,
        Tie Tie,
        SecurityLevel Level,
        SecurityLevel Clearance,
        (string[] Domains, bool Passes) Domain,
        (string[] Networks, string? Client, bool Passes) Network,
        string? Reason,
        bool IsAgent);
}
