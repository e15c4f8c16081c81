using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Requests;

/// <summary>PUT replaces, PATCH merges (RFC 7396).</summary>
public sealed class EditTests(TestHost host) : IClassFixture<TestHost>
{
    private ApiClient Admin => host.Admin;

    [Fact]
    public async Task Put_of_the_returned_entity_is_accepted()
    {
        var data = new TestData(host);
        var environment = await data.AddEnvironment();
        var places = new[]
        {
            $"/projects/{await Rich(data)}", $"/users/{await data.AddUser()}", $"/teams/{await data.AddTeam()}",
            $"/projects/{environment.Project}/environments/{environment.Environment}",
        };
        foreach (var place in places)
        {
            var read = (await Admin.Get(place)).Expect(200);
            var put = (await Admin.With("If-Match", read.ETag).Put(place, read.Text)).Expect(200);
            Assert.Equal(read.Text, put.Text);
            Assert.Equal(read.ETag, put.ETag);
        }
    }

    [Fact]
    public async Task Put_resets_missing_fields_to_defaults_and_patch_keeps_them()
    {
        var data = new TestData(host);
        var id = await Rich(data);

        var patched = (await Admin.Patch($"/projects/{id}", new { priority = "low" })).Expect(200).Json.AsObject();
        Assert.Equal("Data", patched["department"]!.GetValue<string>());
        Assert.Equal("confidential", patched["security_level"]!.GetValue<string>());

        var put = (await Admin.Put($"/projects/{id}", new { name = "Bare", owner_id = 1 })).Expect(200).Json.AsObject();
        var bare = (await Admin.Post("/projects/", new { name = "Bare", owner_id = 1 })).Expect(201).Json.AsObject();
        foreach (var name in new[] { "id", "created_at", "updated_at" })
        {
            put.Remove(name);
            bare.Remove(name);
        }

        Assert.Equal(bare.ToJsonString(), put.ToJsonString());
    }

    [Fact]
    public async Task Patch_with_null_resets_the_field_to_its_default()
    {
        var id = await Rich(new TestData(host));

        var patched = (await Admin.Patch($"/projects/{id}", """
            {
              "department": null, "priority": null, "currency": null, "allowed_domains": null, "kpis": null,
              "code_coverage_target": null
            }
            """)).Expect(200).Json;

        Assert.Null(patched["department"]);
        Assert.Equal("medium", patched["priority"]!.GetValue<string>());
        Assert.Equal("USD", patched["currency"]!.GetValue<string>());
        Assert.Empty(patched["allowed_domains"]!.AsArray());
        Assert.Null(patched["kpis"]);
        (await Admin.Patch($"/projects/{id}", """{ "name": null }""")).ExpectProblem(422, "name");
        (await Admin.Put($"/projects/{id}", """{ "name": "x", "priority": null }""")).ExpectProblem(422, "priority");
    }

    [Fact]
    public async Task Patch_merges_objects_and_replaces_arrays()
    {
        var id = await Rich(new TestData(host));

        var patched = (await Admin.Patch($"/projects/{id}", """
            { "kpis": { "kept": 1, "gone": null, "deep": { "a": null, "b": 2 } }, "frameworks": ["Vue"] }
            """)).Expect(200).Json;

        Assert.Equal("""{"satisfaction":85,"deep":{"c":3,"b":2},"kept":1}""", patched["kpis"]!.ToJsonString());
        Assert.Equal("""["Vue"]""", patched["frameworks"]!.ToJsonString());
    }

    [Fact]
    public async Task Changed_read_only_field_returns_422_and_an_unchanged_one_is_accepted()
    {
        var data = new TestData(host);
        var id = await data.AddProject();
        const string Past = "2026-01-01T00:00:00Z";
        var changed = new { id = id + 1, created_by = 7, approval_status = "approved", created_at = Past };
        (await Admin.Patch($"/projects/{id}", changed))
            .ExpectProblem(422, "id", "created_by", "approval_status", "created_at");
        (await Admin.Patch($"/projects/{id}", new { id, created_by = 1, approval_status = "not_required" }))
            .Expect(200);
        var (project, deployment) = await data.AddDeployment();
        (await Admin.Patch($"/projects/{project}/deployments/{deployment}", new { version = "2" }))
            .ExpectProblem(422, "version");
        var user = await data.AddUser();
        (await Admin.Patch($"/users/{user}", new { last_login = "2026-01-01T00:00:00Z" }))
            .ExpectProblem(422, "last_login");
    }

    [Fact]
    public async Task Patch_accepts_merge_patch_and_json_and_returns_415_otherwise()
    {
        var id = await new TestData(host).AddProject();
        foreach (var (mediaType, status) in new[]
        {
            ("application/merge-patch+json", 200), ("application/json", 200), ("application/json; charset=utf-8", 200),
            ("APPLICATION/JSON", 200),
            ("application/json-patch+json", 415), ("text/plain", 415), ("text/json", 415),
            ("application/x-www-form-urlencoded", 415),
        })
        {
            var content = ApiClient.Content("{}"u8.ToArray(), "PATCH");
            content.Headers.Remove("Content-Type");
            content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
            Assert.Equal(status, (await Admin.Send("PATCH", $"/projects/{id}", content)).Status);
        }
    }

    [Fact]
    public async Task Numbers_and_times_survive_a_round_trip()
    {
        var id = await new TestData(host).AddProject(JsonNode.Parse("""
            { "name": "Numbers", "budget_allocated": 999999999999.99, "estimated_cost": 0.01, "actual_cost": 0,
              "code_coverage_target": 99.9, "lead_time_hours_target": 0.1,
              "kpis": { "big": 9007199254740993, "small": 1e-7 } }
            """)!.AsObject());

        var text = (await Admin.Get($"/projects/{id}")).Expect(200).Text;

        string[] parts =
            ["999999999999.99", "0.01", "\"actual_cost\":0", "99.9", "0.1", "9007199254740993", "1e-7"];
        foreach (var part in parts)
            Assert.Contains(part, text, StringComparison.Ordinal);
    }

    private static Task<long> Rich(TestData data) => data.AddProject(JsonNode.Parse("""
        {
          "name": "Rich", "department": "Data", "priority": "high", "security_level": "confidential", "currency": "EUR",
          "allowed_domains": ["company.com"], "frameworks": ["React", "Node.js"], "budget_allocated": 12.5,
          "kpis": { "satisfaction": 85, "gone": true, "deep": { "a": 1, "c": 3 } }, "start_date": "2026-01-31",
          "stakeholders": [{ "user_id": 1, "role": "sponsor" }]
        }
        """)!.AsObject());
}
