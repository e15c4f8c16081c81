using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Approvals;

public sealed class ApprovalPolicyTests(TestHost host) : IClassFixture<TestHost>
{
    private World World => new(host);

    [Theory]
    [InlineData("viewer", 403, 403)]
    [InlineData("developer", 403, 403)]
    [InlineData("manager", 200, 403)]
    [InlineData("admin", 200, 200)]
    public async Task Managers_read_and_administrators_write(string role, int read, int write)
    {
        var caller = await host.Add(role);
        var id = await World.AddPolicy();

        Assert.Equal(read, (await caller.Get("/approval-policies/")).Status);
        Assert.Equal(read, (await caller.Get($"/approval-policies/{id}")).Status);
        Assert.Equal(write == 200 ? 201 : write, (await caller.Post("/approval-policies/", World.Policy())).Status);
        Assert.Equal(write, (await caller.Put($"/approval-policies/{id}", World.Policy())).Status);
        Assert.Equal(write, (await caller.Patch($"/approval-policies/{id}", new { description = "x" })).Status);
        Assert.Equal(write == 200 ? 204 : write, (await caller.Delete($"/approval-policies/{id}")).Status);
    }

    [Fact]
    public async Task A_refusal_names_the_field_however_deep_it_is()
    {
        var policy = World.Policy();
        policy["stages"] = JsonNode.Parse("""
            [
              { "groups": [{ "kind": "role", "role": "admin" }] },
              { "groups": [{ "kind": "role", "role": "admin" }, { "kind": "users", "user_ids": [1, 999999] }] }
            ]
            """);

        var answer = (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(422);

        Assert.Equal(["stages[1].groups[1].user_ids[1]"], answer.Json["errors"]!.AsObject().Select(error => error.Key));
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_and_an_unknown_field_are_named_too()
    {
        var policy = World.Policy();
        policy["stages"]![0]!["groups"]![0]!["quorum"] = "two";
        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(422, "stages");

        policy = World.Policy();
        policy["stages"]![0]!["quroum"] = 2;
        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(422, "stages");
    }

    [Fact]
    public async Task What_was_created_is_read_back_whole_and_gone_when_it_is_deleted()
    {
        var created = (await host.Admin.Post("/approval-policies/", World.Policy())).Expect(201);
        var path = created.Header("Location")!;

        var read = (await host.Admin.Get(path)).Expect(200);
        Assert.Equal((created.ETag, created.Text), (read.ETag, read.Text));
        Assert.Equal(1, read.Json["stages"]![0]!["groups"]![0]!["quorum"]!.GetValue<int>());
        Assert.Equal("expire", read.Json["stages"]![0]!["on_deadline"]!.GetValue<string>());
        (await host.Admin.With("If-Match", "\"other\"").Delete(path)).ExpectProblem(412);
        (await host.Admin.With("If-Match", read.ETag).Delete(path)).Expect(204);
        (await host.Admin.Get(path)).ExpectProblem(404);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        var policy = World.Policy();
        (await host.Admin.Post("/approval-policies/", policy)).Expect(201);

        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(409, "name");
    }
}
