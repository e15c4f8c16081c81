using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.OpenApi;

/// <summary>The examples of the description, each sent as it stands, and what it says is required.</summary>
public sealed class ExampleTests : IAsyncLifetime
{
    /// <summary>Where each body is sent, in an order in which each finds what it refers to.</summary>
    private static readonly (string Body, string Method, string Path)[] _requests =
    [
        ("UserFields", "POST", "/users/"),
        ("TeamFields", "POST", "/teams/"),
        ("TeamMemberFields", "POST", "/team-members/"),
        ("ApiTokenFields", "POST", "/users/2/tokens"),
        ("ChannelFields", "POST", "/teams/1/channels"),
        ("ChannelPatch", "PATCH", "/teams/1/channels/1"),
        ("ProjectFields", "POST", "/projects/"),
        ("NewEnvironment", "POST", "/environments/"),
        ("EnvironmentFields", "PUT", "/projects/1/environments/1"),
        ("NewRelease", "POST", "/releases/"),
        ("NewDeployment", "POST", "/deployments/"),
        ("ApprovalPolicyFields", "POST", "/approval-policies/"),
        ("DelegationFields", "POST", "/delegations/"),
        ("ApprovalPolicyPatch", "PATCH", "/approval-policies/1"),
        ("NewReview", "POST", "/projects/1/reviews"),
        ("DeploymentPatch", "PATCH", "/projects/1/deployments/1"),
        ("ReleasePatch", "PATCH", "/projects/1/releases/1"),
        ("EnvironmentPatch", "PATCH", "/projects/1/environments/1"),
        ("TeamPatch", "PATCH", "/teams/1"),
        ("UserPatch", "PATCH", "/users/2"),
        ("ProjectPatch", "PATCH", "/projects/1"),
    ];

    /// <summary>The actions on an approval, each tested on a new one.</summary>
    private static readonly (string Body, string Path)[] _acts =
        [
            ("NewDecision", "decisions"),
            ("NewComment", "comments"),
            ("NewWithdrawal", "withdraw"),
            ("NewOverride", "override"),
        ];

    /// <summary>Of these one is enough, or only teams require it, which the schemas can't express.</summary>
    private static readonly string[] _alternatives = ["environment", "environment_id", "release_id", "version", "url"];

    private readonly TestHost _host = new();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.Add("manager");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_documented_example_is_accepted()
    {
        var document = await ApiDocument.Of(_host);
        foreach (var (body, method, path) in _requests)
        {
            var answer = await _host.Admin.Send(method, path, Example(document, body).ToJsonString());
            answer.Expect(method == "POST" ? 201 : 200);
        }

        foreach (var (body, path) in _acts)
            (await Act(path, Example(document, body))).Expect(200);
        (await _host.Admin.Patch("/projects/1", new JsonObject
        {
            ["stakeholders"] = new JsonArray(Example(document, "Stakeholder")),
        })).Expect(200);
        (await _host.Admin.Patch("/approval-policies/1", new JsonObject
        {
            ["conditions"] = Example(document, "PolicyConditions"),
            ["stages"] = new JsonArray(
                Example(document, "PolicyStage"),
                new JsonObject { ["groups"] = new JsonArray(Example(document, "ApproverGroup")) }),
        })).Expect(200);
        var sent = _requests.Select(request => request.Body)
            .Concat(_acts.Select(act => act.Body))
            .Concat(["Stakeholder", "ChecklistAnswer", "PolicyConditions", "PolicyStage", "ApproverGroup"]);
        Assert.Equal(
            ApiModules.All.SelectMany(module => module.Bodies).Select(body => body.Type.Name)
                .Concat(ApiModules.All.SelectMany(module => module.Patches).Select(patch => patch.Name))
                .Order(),
            sent.Order());
    }

    [Fact]
    public async Task Exactly_the_documented_required_fields_are_required()
    {
        var document = await ApiDocument.Of(_host);
        foreach (var (body, method, path) in _requests.Where(request => request.Method == "POST"))
        {
            var example = Example(document, body);
            var required = document.Schemas[body]!["required"]!.AsArray().Select(name => name!.GetValue<string>())
                .ToHashSet();
            foreach (var name in required)
            {
                var without = example.DeepClone().AsObject();
                without.Remove(name);
                (await _host.Admin.Send(method, path, without)).ExpectProblem(422, name);
            }

            var least = new JsonObject(example
                .Where(
                    field => required.Contains(field.Key)
                        || (body is "NewDeployment" or "ChannelFields" && _alternatives.Contains(field.Key)))
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
            (await _host.Admin.Send(method, path, least)).Expect(201);
        }

        foreach (var (body, path) in _acts)
        {
            var example = Example(document, body);
            var required = document.Schemas[body]!["required"]?.AsArray()
                .Select(name => name!.GetValue<string>())
                .ToHashSet() ?? [];
            foreach (var name in required)
            {
                var without = example.DeepClone().AsObject();
                without.Remove(name);
                (await Act(path, without)).ExpectProblem(422, name);
            }

            var least = new JsonObject(example
                .Where(field => required.Contains(field.Key))
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone())));
            if (body == "NewDecision")
                least["decision"] = "approve";
            (await Act(path, least)).Expect(200);
        }
    }

    [Fact]
    public async Task Every_field_of_a_project_is_stored_and_returned()
    {
        var document = await ApiDocument.Of(_host);
        var data = new TestData(_host);
        await data.AddUser();
        await data.AddTeam();
        var full = JsonNode.Parse("""
            {
              "name": "Full", "description": "d", "owner_id": 1, "team_id": 1, "department": "x", "business_unit": "x",
              "cost_center": "x", "status": "paused", "priority": "low", "start_date": "2026-01-01",
              "end_date": "2026-02-01", "budget_allocated": 1.25, "currency": "EUR", "requires_approval": true,
              "review_due_date": "2026-03-01", "security_level": "restricted", "data_classification": "PHI",
              "compliance_requirements": ["HIPAA"], "visibility": "private", "allowed_domains": ["company.com"],
              "allowed_ips": ["127.0.0.0/8"], "repo_url": "ssh://git@example.com/x", "primary_language": "C#",
              "frameworks": ["x"], "code_coverage_target": 1, "test_success_rate_target": 99.5,
              "deployment_frequency": "daily", "lead_time_hours_target": 2.5, "mttr_hours_target": 1,
              "estimated_cost": 3, "actual_cost": 4.5, "business_value": "x", "kpis": { "a": [1, { "b": null }] },
              "stakeholders": [{ "user_id": 2, "name": null, "email": null, "role": "sponsor" }]
            }
            """)!.AsObject();
        Assert.Equal(
            document.Schemas["ProjectFields"]!["properties"]!.AsObject().Select(property => property.Key).Order(),
            full.Select(field => field.Key).Order());

        var read = (await _host.Admin.Post("/projects/", full)).Expect(201).Json;

        foreach (var (name, value) in full)
            Assert.True(JsonNode.DeepEquals(value, read[name]), $"{name}: {read[name]}");
    }

    private async Task<Answer> Act(string path, JsonObject body) =>
        await _host.Admin.Post($"/approvals/{(await new TestData(_host).AddApproval()).Approval}/{path}", body);

    /// <summary>An example, whose times are moved to the future where they have to be.</summary>
    private static JsonObject Example(ApiDocument document, string body)
    {
        var example = document.Schemas[body]!["examples"]![0]!.DeepClone().AsObject();
        if (body == "NewOverride")
            example["expires_at"] = DateTimeOffset.UtcNow.AddDays(1);
        if (body == "DelegationFields")
        {
            example["starts_at"] = DateTimeOffset.UtcNow.AddDays(1);
            example["ends_at"] = DateTimeOffset.UtcNow.AddDays(15);
        }

        return example;
    }
}
