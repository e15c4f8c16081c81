using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Access;

/// <summary>A kind of caller.</summary>
internal sealed record Walker(string Role, string Relation, string Domain);

/// <summary>A kind of project.</summary>
/// <remarks>Its owner is null where a team owns it, of which every caller with the relation member is one.</remarks>
internal sealed record WalkProject(
    long Id,
    long Environment,
    Walker? Owner,
    string Visibility,
    string Level,
    bool IsDomainRestricted,
    bool IsNetworkRestricted);

/// <summary>A host with callers of every role, relation and domain, and projects of every kind for each.</summary>
public sealed class AccessWalkHost : TestHost
{
    internal const string Domain = "company.com";
    internal const string OtherDomain = "partner.org";
    internal const string Inside = "10.1.2.3";
    internal const string Outside = "192.0.2.7";

    internal static readonly string[] Roles = ["viewer", "developer", "manager", "admin"];
    internal static readonly string[] Relations = ["stranger", "member", "owner"];
    internal static readonly string[] Levels = ["public", "internal", "confidential", "restricted"];

    private readonly Dictionary<Walker, ApiClient> _walkers = [];

    internal IReadOnlyList<WalkProject> Projects { get; private set; } = [];

    internal static IEnumerable<Walker> Walkers(string role, string relation) =>
        [new(role, relation, Domain), new(role, relation, OtherDomain)];

    internal ApiClient this[Walker walker] => _walkers[walker];

    /// <summary>The projects to which a caller's relation refers.</summary>
    internal IEnumerable<WalkProject> Of(Walker walker) =>
        Projects.Where(project => project.Owner == (walker.Relation == "owner" ? walker : null));

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var team = await Admin.Create("/teams/", new { name = "Walkers" });
        foreach (var walker in Roles.SelectMany(role => Relations.SelectMany(relation => Walkers(role, relation))))
        {
            var client = await Add(walker.Role, domain: walker.Domain);
            _walkers[walker] = client;
            if (walker.Relation == "member")
                (await Admin.Post("/team-members/", new { team_id = team, user_id = client.Id })).Expect(201);
        }

        var owners = _walkers.Keys.Where(walker => walker.Relation == "owner").Prepend(null);
        var kinds =
            from owner in owners
            from visibility in new[] { "public", "team", "private" }
            from level in Levels
            from domain in new[] { true, false }
            from network in new[] { true, false }
            select new WalkProject(0, 0, owner, visibility, level, domain, network);
        Projects = await Task.WhenAll(kinds.Select(kind => AddProject(kind, team)));
    }

    private async Task<WalkProject> AddProject(WalkProject kind, long team)
    {
        var admin = Admin.From(Inside);
        var project = await admin.Create("/projects/", new JsonObject
        {
            ["name"] = Unique("Walked"),
            ["owner_id"] = kind.Owner is null ? null : _walkers[kind.Owner].Id,
            ["team_id"] = kind.Owner is null ? team : null,
            ["visibility"] = kind.Visibility,
            ["security_level"] = kind.Level,
            ["allowed_domains"] = kind.IsDomainRestricted ? new JsonArray(Domain) : [],
            ["allowed_ips"] = kind.IsNetworkRestricted ? new JsonArray("10.0.0.0/8", "2001:db8::/32") : [],
        });
        var environment = await admin.Create("/environments/", new { project_id = project, name = "production" });
        return kind with { Id = project, Environment = environment };
    }
}
