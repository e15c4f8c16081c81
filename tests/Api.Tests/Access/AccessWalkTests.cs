using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Access;

/// <summary>
/// Tests every endpoint that concerns a project with every combination of role, relation, visibility, clearance, domain
/// and network, against an independent statement of the design's rules.
/// </summary>
public sealed class AccessWalkTests(AccessWalkHost host) : IClassFixture<AccessWalkHost>
{
    private const string Reason = "Incident 4711: customer data at risk";

    /// <summary>
    /// Each caller reads each project; each of the other requests is sent on every fourth project, in steps that let it
    /// meet every kind.
    /// </summary>
    private const int Stride = 4;

    private static readonly ParallelOptions _atOnce = new() { MaxDegreeOfParallelism = 16 };

    public static TheoryData<string, string> Relations =>
        new MatrixTheoryData<string, string>(AccessWalkHost.Roles, AccessWalkHost.Relations);

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task Project_access_matches_the_rules_for_every_combination(string role, string relation)
    {
        foreach (var walker in AccessWalkHost.Walkers(role, relation))
        {
            foreach (var address in new[] { AccessWalkHost.Inside, AccessWalkHost.Outside, "2001:db8::7" })
            {
                var projects = host.Of(walker).Index();
                await Parallel.ForEachAsync(
                    projects,
                    _atOnce,
                    async (project, _) => await Check(walker, address, project.Item, project.Index));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task List_contains_exactly_the_readable_projects(string role, string relation)
    {
        foreach (var walker in AccessWalkHost.Walkers(role, relation))
        {
            foreach (var address in new[] { AccessWalkHost.Inside, AccessWalkHost.Outside })
            {
                var listed = await ListAll(host[walker].From(address), limit: 25);

                var visible = host.Projects.Where(project => Sees(walker, address, project))
                    .Select(project => project.Id);
                Assert.Equal(visible.Order(), listed.Order());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Relations))]
    public async Task Only_administrators_can_use_break_glass_and_its_reason_is_audited(string role, string relation)
    {
        var restricted = host.Projects.First(project => project is
        { Owner: null, Visibility: "public", Level: "public", IsDomainRestricted: true, IsNetworkRestricted: true });
        var caller = host[new Walker(role, relation, AccessWalkHost.OtherDomain)].From(AccessWalkHost.Outside);

        Answer? answer = null;
        var entries = await host.TrailOf(async () =>
            answer = await caller.With("Break-Glass-Reason", Reason).Get($"/projects/{restricted.Id}"));

        var entry = Assert.Single(entries);
        Assert.Equal(role == "admin" ? 200 : 404, answer!.Status);
        Assert.Equal(role == "admin" ? "access.glass_broken" : "access.denied", entry.Action);
        Assert.Equal(restricted.Id, entry.ProjectId);
        Assert.Equal(AccessWalkHost.Outside, entry.IpAddress);
        if (role == "admin")
            Assert.Equal(Reason, entry.Reason);
    }

    [Fact]
    public async Task Update_with_break_glass_is_audited_as_one_break_glass_and_one_change()
    {
        var restricted = host.Projects.First(
            project => project is { IsDomainRestricted: true, IsNetworkRestricted: true });
        var caller = WithBreakGlass();

        var entries = await host.TrailOf(async () =>
            (await caller.Patch($"/projects/{restricted.Id}", new { description = host.Unique("changed") }))
                .Expect(200));

        Assert.Equal(["access.glass_broken", "project.updated"], entries.Select(entry => entry.Action).Order());
    }

    [Fact]
    public async Task List_with_break_glass_contains_every_project_and_is_audited()
    {
        var caller = WithBreakGlass();

        Answer? answer = null;
        var entries = await host.TrailOf(async () => answer = await caller.Get("/projects/?limit=200"));

        Assert.Equal(200, answer!.Expect(200).Items.Count);
        Assert.Equal("access.glass_broken", Assert.Single(entries).Action);
    }

    private ApiClient WithBreakGlass() => host[new Walker("admin", "stranger", AccessWalkHost.OtherDomain)]
        .From(AccessWalkHost.Outside)
        .With("Break-Glass-Reason", Reason);

    private async Task Check(Walker walker, string address, WalkProject project, int index)
    {
        var caller = host[walker].From(address)
            .With("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        var sees = Sees(walker, address, project);
        foreach (var (number, request) in Requests(walker, project).Index())
        {
            if (number > 0 && (index + number) % Stride != 0)
                continue;
            var answer = await request.Send(caller, project.Id);
            var sent = $"{request.Method} {request.Path(project.Id)}";
            var because = $"{walker} from {address}, {project}: {sent} gave {answer}";
            if (!sees)
                await LooksAbsent(caller, request, answer, because);
            else if (request.MayDo)
                Assert.True(answer.Status is >= 200 and < 300 or 409 or 412, because);
            else
                Assert.True(answer.Status == 403, because);
        }
    }

    /// <summary>Hidden and absent differ in nothing but the requested path, not even in a header.</summary>
    private static async Task LooksAbsent(ApiClient caller, Request request, Answer hidden, string because)
    {
        const long Absent = 999_999_999;
        Assert.True(hidden.Status == 404, because);
        var absent = await request.Send(caller, Absent);
        Assert.True(absent.Status == 404, because);
        Assert.Equal(WithoutInstance(absent), WithoutInstance(hidden));
        Assert.Equal(Headers(absent), Headers(hidden));

        static string WithoutInstance(Answer answer) =>
            answer.Text.Replace(answer.Json["instance"]!.GetValue<string>(), "", StringComparison.Ordinal);

        static IEnumerable<string> Headers(Answer answer) => answer.Headers
            .Where(header => header.Key is not ("Date" or "Content-Length"))
            .Select(header => $"{header.Key}: {header.Value}")
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The rule of the design: visibility, then clearance, then the restrictions.</summary>
    private static bool Sees(Walker walker, string address, WalkProject project)
    {
        var passes = (!project.IsDomainRestricted || walker.Domain == AccessWalkHost.Domain)
            && (!project.IsNetworkRestricted || address != AccessWalkHost.Outside);
        if (walker.Role == "admin")
            return passes;
        var isLetIn = project.Visibility switch
        {
            "public" => true,
            "team" => IsOwn(walker, project),
            _ => project.Owner == walker,
        };
        var clearance = walker.Role switch { "viewer" => "internal", "developer" => "confidential", _ => "restricted" };
        return passes
            && isLetIn
            && Array.IndexOf(AccessWalkHost.Levels, project.Level) <= Array.IndexOf(AccessWalkHost.Levels, clearance);
    }

    private static bool IsOwn(Walker walker, WalkProject project) =>
        project.Owner is null ? walker.Relation == "member" : project.Owner == walker;

    private IEnumerable<Request> Requests(Walker walker, WalkProject project)
    {
        var isOwn = IsOwn(walker, project);
        var readsTrail = walker.Role is "admin" or "manager" || isOwn;
        var delivers = walker.Role == "admin" || (isOwn && walker.Role is "developer" or "manager");
        var governs = walker.Role == "admin" || (isOwn && walker.Role == "manager");
        return
        [
            new("GET", id => $"/projects/{id}", null, true),
            new("GET", id => $"/projects/{id}/environments", null, true),
            new("GET", id => $"/projects/{id}/releases", null, true),
            new("GET", id => $"/projects/{id}/deployments", null, true),
            new("GET", id => $"/projects/{id}/environments/{project.Environment}", null, true),
            new("GET", id => $"/projects/{id}?as_of=2999-01-01T00:00:00Z&expand=owner", null, true),
            new("GET", id => $"/projects/{id}/audit-logs", null, readsTrail),
            new("GET", id => $"/audit-logs/verify?project_id={id}", null, readsTrail),
            new("PATCH", id => $"/projects/{id}", _ => new() { ["primary_language"] = "C#" }, delivers),
            new("PATCH", id => $"/projects/{id}", _ => new() { ["department"] = host.Unique("IT") }, governs),
            new(
                "PATCH",
                id => $"/projects/{id}/environments/{project.Environment}",
                _ => new() { ["status"] = "maintenance" },
                delivers),
            new(
                "PUT",
                id => $"/projects/{id}/environments/{project.Environment}",
                _ => new() { ["name"] = "production" },
                delivers),
            new("DELETE", id => $"/projects/{id}/environments/{project.Environment}", null, delivers),
            new("POST", _ => "/releases/", id => new() { ["project_id"] = id, ["version"] = "1.0.0" }, delivers),
            new("POST", _ => "/environments/", id => new() { ["project_id"] = id, ["name"] = "production" }, delivers),
            new("POST", _ => "/deployments/", Deployment, delivers),
            new("GET", id => $"/projects/{id}/reviews", null, true),
            new(
                "POST",
                id => $"/projects/{id}/reviews",
                _ => TestData.Review(),
                governs || (delivers && project.Owner == walker)),
        ];

        static JsonObject Deployment(long id) =>
            new() { ["project_id"] = id, ["environment"] = "production", ["version"] = "1" };
    }

    private static async Task<IReadOnlyList<long>> ListAll(ApiClient caller, int limit)
    {
        var ids = new List<long>();
        for (var path = string.Create(CultureInfo.InvariantCulture, $"/projects/?limit={limit}"); ;)
        {
            var page = (await caller.Get(path)).Expect(200);
            ids.AddRange(page.Ids);
            if (page.Json["next_link"] is not { } next)
                return ids;
            path = next.GetValue<string>();
        }
    }

    private sealed record Request(string Method, Func<long, string> Path, Func<long, JsonObject>? Body, bool MayDo)
    {
        /// <summary>A deletion expects a version that does not exist, so that nothing is deleted.</summary>
        internal Task<Answer> Send(ApiClient caller, long id) =>
            (Method == "DELETE" ? caller.With("If-Match", "\"never\"") : caller)
                .Send(Method, Path(id), Body?.Invoke(id));
    }
}
