using System.Globalization;
using System.Text.Json;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Seeding;

/// <summary>The managers who decide, and projects that wait for their approval, created over the API.</summary>
internal sealed record SeedApprovers
{
    private const int Managers = 8;
    private const int Teams = 20;

    public required IReadOnlyList<string> Tokens { get; init; }

    /// <summary>A project without a team: every manager can decide.</summary>
    public required long ContestedProject { get; init; }

    /// <summary>A project of each team: the team's manager decides.</summary>
    public required IReadOnlyList<long> TeamProjects { get; init; }

    public static SeedApprovers Create(Uri host, string administratorToken)
    {
        var client = new JsonClient(host, administratorToken);
        var managers = Range(Managers, i => Id(Post(client, "/users/", Text(
            $$"""{"email": "approver{{i}}@company.com", "name": "Approver {{i}}", "role": "manager"}"""))));
        var teams = Range(Teams, i => Id(Post(client, "/teams/", Text(
            $$"""{"name": "Team {{i}}", "department": "Engineering", "manager_id": {{managers[i % Managers]}}}"""))));
        return new()
        {
            Tokens = [.. managers.Select(id =>
                Post(client, Text($"/users/{id}/tokens"), """{"name": "bench"}""").GetProperty("token").GetString()!)],
            ContestedProject = Project(client, managers[0], "null"),
            TeamProjects = [.. teams.Select(id => Project(client, managers[0], Text($"{id}")))],
        };
    }

    private static long Project(JsonClient client, long owner, string team) => Id(Post(client, "/projects/", Text(
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

    private static long Id(JsonElement response) => response.GetProperty("id").GetInt64();

    private static JsonElement Post(JsonClient client, string path, string body) =>
        client.Json(new("POST", path, body));

    private static List<T> Range<T>(int count, Func<int, T> create) => [.. Enumerable.Range(0, count).Select(create)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
