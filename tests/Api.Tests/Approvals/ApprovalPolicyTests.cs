using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Approvals;

public sealed class ApprovalPolicyTests(TestHost host) : IClassFixture<TestHost>
{
    private TestData Data => new(host);

    [Theory]
    [InlineData("viewer", 403, 403)]
    [InlineData("developer", 403, 403)]
    [InlineData("manager", 200, 403)]
    [InlineData("admin", 200, 200)]
    public async Task Policies_are_read_by_managers_and_written_by_administrators(string role, int read, int write)
    {
        var caller = await host.Add(role);
        var id = await Data.AddPolicy();

        Assert.Equal(read, (await caller.Get("/approval-policies/")).Status);
        Assert.Equal(read, (await caller.Get($"/approval-policies/{id}")).Status);
        Assert.Equal(write == 200 ? 201 : write, (await caller.Post("/approval-policies/", Data.Policy())).Status);
        Assert.Equal(write, (await caller.Put($"/approval-policies/{id}", Data.Policy())).Status);
        Assert.Equal(write, (await caller.Patch($"/approval-policies/{id}", new { description = "x" })).Status);
        Assert.Equal(write == 200 ? 204 : write, (await caller.Delete($"/approval-policies/{id}")).Status);
    }

    [Fact]
    public async Task Invalid_nested_field_returns_422_naming_its_path()
    {
        var policy = Data.Policy();
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
    public async Task Wrong_type_and_unknown_field_return_422_naming_the_field()
    {
        var policy = Data.Policy();
        policy["stages"]![0]!["groups"]![0]!["quorum"] = "two";
        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(422, "stages");

        policy = Data.Policy();
        policy["stages"]![0]!["quroum"] = 2;
        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(422, "stages");
    }

    [Fact]
    public async Task Created_policy_is_returned_whole_and_404_after_deletion()
    {
        var created = (await host.Admin.Post("/approval-policies/", Data.Policy())).Expect(201);
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
    public async Task Duplicate_policy_name_returns_409()
    {
        var policy = Data.Policy();
        (await host.Admin.Post("/approval-policies/", policy)).Expect(201);

        (await host.Admin.Post("/approval-policies/", policy)).ExpectProblem(409, "name");
    }
}
