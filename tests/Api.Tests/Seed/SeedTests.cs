using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Seed;

/// <summary>The endpoints and the examples of the document that describes the product, unchanged.</summary>
/// <remarks>
/// Each test has a host of its own: the examples name ids from 1 on. The team 2 and the user 2, to which they refer
/// without creating them, are created first.
/// </remarks>
public sealed class SeedTests : IAsyncLifetime
{
    private const string Project = """
        {
          "name": "Customer Portal",
          "description": "Enterprise customer management system",
          "repo_url": "https://github.com/company/customer-portal",

          "owner_id": 1,
          "team_id": 2,
          "department": "Engineering",
          "business_unit": "Digital Products",
          "cost_center": "ENG-001",

          "status": "active",
          "priority": "high",
          "budget_allocated": 500000.00,

          "requires_approval": true,
          "security_level": "confidential",
          "data_classification": "PII",

          "visibility": "team",
          "primary_language": "TypeScript",
          "frameworks": ["React", "Node.js", "PostgreSQL"],

          "code_coverage_target": 85.0,
          "deployment_frequency": "weekly",

          "estimated_cost": 450000.00,
          "business_value": "Increase customer satisfaction by 30%",
          "kpis": {
            "customer_satisfaction": 85,
            "response_time": "< 2 seconds"
          }
        }
        """;

    private const string Team = """
        {
          "name": "Frontend Team",
          "description": "React and UI development",
          "department": "Engineering",
          "manager_id": 1
        }
        """;

    private const string TeamMember = """
        {
          "team_id": 1,
          "user_id": 2,
          "role": "lead"
        }
        """;

    private const string Release = """
        {
          "project_id": 1,
          "version": "v2.1.0",
          "name": "Q4 Feature Release",
          "description": "New dashboard and API improvements",
          "status": "released"
        }
        """;

    private readonly TestHost _host = new();

    private ApiClient Admin => _host.Admin;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => _host.InitializeAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("/")]
    [InlineData("")]
    public async Task Seed_examples_work_as_written(string end)
    {
        var user = new { email = "jo@company.com", name = "Jo", role = "developer", department = "Engineering" };
        Echoes(await Admin.Post($"/teams{end}", Team), Team, id: 1);
        Assert.Equal(2, await Admin.Create($"/teams{end}", new { name = "Portal Team" }));
        Assert.Equal(2, await Admin.Create($"/users{end}", user));

        Echoes(await Admin.Post($"/team-members{end}", TeamMember), TeamMember, id: null);
        var approvers = new[] { await _host.Add("manager"), await _host.Add("admin"), await _host.Add("manager") };
        Echoes(await Admin.Post($"/projects{end}", Project), Project, id: 1);
        await Approve(approvers, 1);
        var waiting = (await Admin.Post($"/releases{end}", Release)).Expect(202);
        Assert.Equal("/approvals/2", waiting.Header("Location"));
        await Approve(approvers, 2);
        Echoes(await Admin.Get($"/projects/1/releases/1{end}"), Release, id: 1);
        (await Admin.Post($"/environments{end}", new { project_id = 1, name = "production" })).Expect(201);

        Echoes(await Admin.Get($"/projects/1{end}"), Project, id: 1);
        Echoes(await Admin.Put($"/projects/1{end}", Project), Project, id: 1);
        Assert.Single((await Admin.Get($"/projects{end}")).Expect(200).Items);
        Assert.Single((await Admin.Get($"/projects{end}?department=Engineering&priority=high")).Expect(200).Items);
        Assert.Equal(5, (await Admin.Get($"/users{end}")).Expect(200).Items.Count);
        var member = Assert.Single((await Admin.Get($"/teams/1/members{end}")).Expect(200).Items);
        Assert.Equal("lead", member["role"]!.GetValue<string>());
        Assert.Single((await Admin.Get($"/projects/1/environments{end}")).Expect(200).Items);
        var release = Assert.Single((await Admin.Get($"/projects/1/releases{end}")).Expect(200).Items);
        Assert.Equal("v2.1.0", release["version"]!.GetValue<string>());
        await _host.Trail();
        Assert.NotEmpty((await Admin.Get($"/audit-logs{end}")).Expect(200).Items);
        Assert.Equal(
            ["environment.created", "project.created", "release.created"],
            (await Admin.Get($"/projects/1/audit-logs{end}")).Expect(200).Items
                .Select(entry => entry["action"]!.GetValue<string>())
                .Where(
                    action =>
                        action.EndsWith(".created", StringComparison.Ordinal) && action != "approval.created").Order());
    }

    [Fact]
    public async Task Example_project_requires_approval_and_its_update_is_audited_with_changed_fields()
    {
        await Admin.Create("/teams/", Team);
        await Admin.Create("/teams/", new { name = "Portal Team" });
        var created = (await Admin.Post("/projects/", Project)).Expect(201);
        Assert.Equal("pending", created.Json["approval_status"]!.GetValue<string>());

        var entries = await _host.TrailOf(async () =>
            (await Admin.Put("/projects/1", Project.Replace("\"high\"", "\"critical\"", StringComparison.Ordinal)))
                .Expect(200));

        var entry = Assert.Single(entries, entry => entry.Action == "project.updated");
        Assert.Contains("approval.returned", entries.Select(other => other.Action));
        Assert.Equal("""{"priority":"high"}""", entry.OldValues!.Value.GetRawText());
        Assert.Equal("""{"priority":"critical"}""", entry.NewValues!.Value.GetRawText());
    }

    [Fact]
    public async Task Defaults_equal_those_of_the_seeds_migration()
    {
        var project = (await Admin.Post("/projects/", new { name = "Plain" })).Expect(201).Json;

        Assert.Equal("active", project["status"]!.GetValue<string>());
        Assert.Equal("medium", project["priority"]!.GetValue<string>());
        Assert.Equal("internal", project["security_level"]!.GetValue<string>());
        Assert.Equal("team", project["visibility"]!.GetValue<string>());
        Assert.Equal(80.0, project["code_coverage_target"]!.GetValue<double>());
    }

    [Fact]
    public async Task First_user_is_the_seeds_administrator()
    {
        var user = (await Admin.Get("/users/1")).Expect(200).Json;

        Assert.Equal("admin@company.com", user["email"]!.GetValue<string>());
        Assert.Equal("System Admin", user["name"]!.GetValue<string>());
        Assert.Equal("admin", user["role"]!.GetValue<string>());
        Assert.Equal("IT", user["department"]!.GetValue<string>());
        Assert.True(user["is_active"]!.GetValue<bool>());
    }

    /// <summary>A confidential project with a large budget requires three approvers other than its requester.</summary>
    private static async Task Approve(IReadOnlyList<ApiClient> approvers, long approval)
    {
        foreach (var approver in approvers)
            (await approver.Post($"/approvals/{approval}/decisions", new { decision = "approve" })).Expect(200);
    }

    /// <summary>Checks that every field that was sent is in the response with the same value.</summary>
    private static void Echoes(Answer answer, string sent, long? id)
    {
        Assert.InRange(answer.Status, 200, 201);
        foreach (var (name, value) in JsonNode.Parse(sent)!.AsObject())
            Assert.True(JsonNode.DeepEquals(value, answer.Json[name]), $"{name}: {answer.Json[name]}");
        if (id is not null)
            Assert.Equal(id, answer.Id);
    }
}
