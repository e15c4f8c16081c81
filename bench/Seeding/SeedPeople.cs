using System.Globalization;
using System.Text.Json;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Seeding;

/// <summary>The users and teams of a data set, created over the API.</summary>
internal sealed record SeedPeople
{
    private const int Users = 50;
    private const int Teams = 20;

    /// <summary>The manager who sends the requests: no administrator, so that the access rules apply.</summary>
    public required long ManagerId { get; init; }

    public required string ManagerEmail { get; init; }

    public required string ManagerToken { get; init; }

    /// <summary>The team of which the manager is a member.</summary>
    public required long ManagersTeamId { get; init; }

    public required IReadOnlyList<long> UserIds { get; init; }

    public required IReadOnlyList<long> TeamIds { get; init; }

    public static SeedPeople Create(Uri host, string administratorToken)
    {
        const string ManagerEmail = "manager@company.com";
        var client = new JsonClient(host, administratorToken);
        var manager = Id(client, "/users/", User(ManagerEmail, "manager"));
        var users = Range(Users, i => Id(client, "/users/", User(Text($"user{i}@company.com"), "developer")));
        var teams = Range(Teams, i => Id(client, "/teams/", Text(
            $$"""{"name": "Team {{i}}", "department": "Engineering", "manager_id": {{users[i]}}}""")));
        Post(client, "/team-members/", Text($$"""{"team_id": {{teams[0]}}, "user_id": {{manager}}}"""));
        var token = Post(client, Text($"/users/{manager}/tokens"), """{"name": "bench"}""");
        return new()
        {
            ManagerId = manager,
            ManagerEmail = ManagerEmail,
            ManagerToken = token.GetProperty("token").GetString()!,
            ManagersTeamId = teams[0],
            UserIds = users,
            TeamIds = teams,
        };
    }

    private static string User(string email, string role) =>
        $$"""{"email": "{{email}}", "name": "Bench {{role}}", "role": "{{role}}", "department": "Engineering"}""";

    private static long Id(JsonClient client, string path, string body) =>
        Post(client, path, body).GetProperty("id").GetInt64();

    private static JsonElement Post(JsonClient client, string path, string body) =>
        client.Json(new("POST", path, body));

    private static List<long> Range(int count, Func<int, long> create) =>
        [.. Enumerable.Range(0, count).Select(create)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
