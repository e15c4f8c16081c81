using Enterprise.Bench.Drive;
using Enterprise.Bench.Seeding;

namespace Enterprise.Bench.Load;

/// <summary>The requests that the servers are sent.</summary>
internal static class LoadScenarios
{
    public const string GetOne = "get one";
    public const string Page = "filtered page of 25";
    public const string Create = "audited create";
    public const string AuditPage = "audit page";

    /// <summary>The clients of <see cref="CreateByFew"/>.</summary>
    public const int Few = 16;

    /// <summary>Without a target: the fewer commits wait at once, the fewer share a flush.</summary>
    public const string CreateByFew = "audited create, 16 clients";

    /// <summary>Without a target: filters whose index isn't in the order of the sort.</summary>
    public const string SortedPage = "sorted page of 25";

    private static readonly ScenarioRequest[] SortedPages =
    [
        new("GET", "/projects/?status=active&sort=-updated_at&limit=25"),
        new("GET", "/projects/?security_level=internal&sort=-priority,name&limit=25"),
        new("GET", "/projects/?department=Engineering&sort=-priority,-created_at&limit=25"),
    ];

    /// <summary>Whether a scenario adds data.</summary>
    public static bool Writes(Scenario scenario) => scenario.Requests.Any(request => request.Method != "GET");

    /// <summary>The floor's counterparts of the host's scenarios.</summary>
    public static IReadOnlyList<Scenario> OfFloor(SeedContent seed) =>
    [
        new(GetOne, [new("GET", "/rows/{id}")])
        {
            Token = seed.ManagerToken,
            Ids = [.. Enumerable.Range(1, seed.Projects).Select(id => (long)id)],
        },
        new(Create, [new("POST", "/rows", NewProject(seed))]) { Token = seed.ManagerToken },
        new(CreateByFew, [new("POST", "/rows", NewProject(seed))]) { Token = seed.ManagerToken },
    ];

    /// <summary>The host's scenarios, as a manager to whom the access rules apply.</summary>
    public static IReadOnlyList<Scenario> OfHost(SeedContent seed) =>
    [
        new(GetOne, [new("GET", "/projects/{id}")]) { Token = seed.ManagerToken, Ids = seed.OwnProjects },
        new(Page, FilteredPages(seed)) { Token = seed.ManagerToken },
        new(SortedPage, SortedPages) { Token = seed.ManagerToken },
        new(AuditPage, [new("GET", "/projects/{id}/audit-logs?limit=25")])
        {
            Token = seed.ManagerToken,
            Ids = seed.OwnProjects,
        },
        new(Create, [new("POST", "/projects/", NewProject(seed))]) { Token = seed.ManagerToken },
        new(CreateByFew, [new("POST", "/projects/", NewProject(seed))]) { Token = seed.ManagerToken },
    ];

    private static ScenarioRequest[] FilteredPages(SeedContent seed) =>
    [
        new("GET", "/projects/?status=active&priority=high&limit=25"),
        new("GET", "/projects/?department=Engineering&status=active&limit=25"),
        new("GET", "/projects/?security_level=internal&visibility=public&limit=25"),
        new("GET", $"/projects/?team_id={seed.TeamId}&limit=25"),
    ];

    private static string NewProject(SeedContent seed) =>
        SampleProject.Json($"Customer Portal {RequestTemplate.Unique}", seed.ManagerId, seed.TeamId);
}
