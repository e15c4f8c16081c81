using System.Globalization;
using System.Text.Json;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Seeding;

/// <summary>The managers who decide and the projects that wait for them, made over the API as anyone makes them.</summary>
internal sealed record SeedApprovers
{
    private const int Managers = 8;
    private const int Teams = 20;

    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>A project without a team: every manager is asked.</summary>
    public required long ContestedProject { get; init; }

    /// <summary>A project of each team: its manager is asked.</summary>
    public required IReadOnlyList<long> TeamProjects { get; init; }

    public static SeedApprovers Create(Uri host, string administratorToken)
    {
        var fetch = new Fetch(host, administratorToken);
        var managers = Range(Managers, i => Id(Post(fetch, "/users/", Text(
            $$"""{"email": "approver{{i}}@company.com", "name": "Approver {{i}}", "role": "manager"}"""))));
        var teams = Range(Teams, i => Id(Post(fetch, "/teams/", Text(
            $$"""{"name": "Team {{i}}", "department": "Engineering", "manager_id": {{managers[i % Managers]}}}"""))));
        return new()
        {
            Tokens = [.. managers.Select(id =>
                Post(fetch, Text($"/users/{id}/tokens"), """{"name": "bench"}""").GetProperty("token").GetString()!)],
            ContestedProject = Project(fetch, managers[0], "null"),
            TeamProjects = [.. teams.Select(id => Project(fetch, managers[0], Text($"{id}")))],
        };
    }

    private static long Project(Fetch fetch, long owner, string team) => Id(Post(fetch, "/projects/", Text(
        $$"""
        {
          "name": "Waiting for team {{team}}",
          "description": "A project that is not to begin before its approvers have agreed.",
          "owner_id": {{owner}},
          "team_id": {{team}},
          "department": "Engineering",
          "business_unit": "Digital Products",
          "priority": "high",
          "security_level": "internal",
          "visibility": "public",
          "primary_language": "TypeScript",
          "budget_allocated": 50000,
          "requires_approval": true
        }
        """)));

    private static long Id(JsonElement answer) => answer.GetProperty("id").GetInt64();

    private static JsonElement Post(Fetch fetch, string path, string body) => fetch.Json(new("POST", path, body));

    private static List<T> Range<T>(int count, Func<int, T> create) => [.. Enumerable.Range(0, count).Select(create)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
