using System.Globalization;
using System.Text.Json;
using Enterprise.Bench.Drive;

namespace Enterprise.Bench.Seeding;

/// <summary>The users and teams of a data set, made over the API as anyone makes them.</summary>
internal sealed record SeedPeople
{
    private const int Users = 50;
    private const int Teams = 20;

    /// <summary>The manager as whom the host is driven: no administrator, so that the rules of access apply.</summary>
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
        var fetch = new Fetch(host, administratorToken);
        var manager = Id(fetch, "/users/", User(ManagerEmail, "manager"));
        var users = Range(Users, i => Id(fetch, "/users/", User(Text($"user{i}@company.com"), "developer")));
        var teams = Range(Teams, i => Id(fetch, "/teams/", Text(
            $$"""{"name": "Team {{i}}", "department": "Engineering", "manager_id": {{users[i]}}}""")));
        Post(fetch, "/team-members/", Text($$"""{"team_id": {{teams[0]}}, "user_id": {{manager}}}"""));
        var token = Post(fetch, Text($"/users/{manager}/tokens"), """{"name": "bench"}""");
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

    private static long Id(Fetch fetch, string path, string body) =>
        Post(fetch, path, body).GetProperty("id").GetInt64();

    private static JsonElement Post(Fetch fetch, string path, string body) => fetch.Json(new("POST", path, body));

    private static List<long> Range(int count, Func<int, long> create) =>
        [.. Enumerable.Range(0, count).Select(create)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
