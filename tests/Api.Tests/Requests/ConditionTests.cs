using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Requests;

/// <summary>ETags and conditional requests, on every operation on a single entity.</summary>
public sealed class ConditionTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> Reads =>
        [
            .. Catalogue.Names(
                operation => operation.Name.StartsWith("Get", StringComparison.Ordinal) && !operation.IsAnonymous),
        ];

    public static TheoryData<string> Changes =>
        [.. Catalogue.Names(operation => operation.Method is "PUT" or "PATCH" or "DELETE")];

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task Get_with_current_etag_returns_304_without_a_body(string name)
    {
        var call = await Operation.Named(name).Prepare(new TestData(host));
        var read = (await host.Admin.Get(call.Path)).Expect(200);
        Assert.Matches("^\"[^\"]+\"$", read.ETag);

        foreach (var known in new[] { read.ETag, $"W/{read.ETag}", $"\"other\", {read.ETag}", "*" })
        {
            var answer = await host.Admin.With("If-None-Match", known).Get(call.Path);
            answer.Expect(304);
            Assert.Empty(answer.Bytes);
            Assert.Equal(read.ETag, answer.ETag);
        }

        foreach (var other in new[] { "\"other\"", "garbage", "\"", "" })
            Assert.Equal(read.Text, (await host.Admin.With("If-None-Match", other).Get(call.Path)).Expect(200).Text);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_with_another_etag_returns_412_and_changes_nothing(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));

        var entries = await host.TrailOf(async () =>
        {
            foreach (var other in new[] { "\"other\"", "W/\"1\"", "\"a\", \"b\"" })
                (await host.Admin.With("If-Match", other).Send(operation.Method, call.Path, call.Body?.DeepClone()))
                    .ExpectProblem(412);
            foreach (var garbage in new[] { "garbage", "\"", "1", "\"a\" \"b\"" })
                (await host.Admin.With("If-Match", garbage).Send(operation.Method, call.Path, call.Body?.DeepClone()))
                    .ExpectProblem(422, "If-Match");
        });

        Assert.Empty(entries);
        (await host.Admin.With("If-Match", "*").Send(operation.Method, call.Path, call.Body)).Expect(operation.Status);
    }

    [Theory]
    [InlineData("/projects/")]
    [InlineData("/users/")]
    [InlineData("/teams/")]
    public async Task Change_with_current_etag_succeeds_once_and_changes_the_etag(string path)
    {
        var data = new TestData(host);
        var body = path switch { "/projects/" => data.Project(), "/users/" => data.User(), _ => data.Team() };
        var created = (await host.Admin.Post(path, body)).Expect(201);
        var place = created.Headers["Location"];

        var caller = host.Admin.With("If-Match", $"\"other\", {created.ETag}");
        var changed = (await caller.Patch(place, new { department = "IT" })).Expect(200);

        Assert.NotEqual(created.ETag, changed.ETag);
        (await caller.Patch(place, new { department = "Sales" })).ExpectProblem(412);
        Assert.Equal(changed.ETag, (await host.Admin.Get(place)).ETag);
        Assert.Equal("IT", (await host.Admin.Get(place)).Json["department"]!.GetValue<string>());
    }

    [Fact]
    public async Task Change_without_effect_keeps_the_etag_and_is_not_audited()
    {
        var id = await new TestData(host).AddProject();
        var read = await host.Admin.Get($"/projects/{id}");

        Answer? answer = null;
        var entries = await host.TrailOf(
            async () => answer = await host.Admin.Patch($"/projects/{id}", new { priority = "medium" }));

        Assert.Equal(read.ETag, answer!.Expect(200).ETag);
        Assert.Equal(read.Text, answer.Text);
        Assert.Empty(entries);
    }

    [Fact]
    public async Task Get_with_expand_returns_200_after_an_embedded_entity_changed()
    {
        var data = new TestData(host);
        var (owner, team) = (await data.AddUser(), await data.AddTeam());
        var id = await data.AddProject(
            new JsonObject { ["name"] = "Embedding", ["owner_id"] = owner, ["team_id"] = team });
        var read = (await host.Admin.Get($"/projects/{id}?expand=owner,team")).Expect(200);
        Assert.Equal(owner, read.Json["owner"]!["id"]!.GetValue<long>());
        Assert.Equal(team, read.Json["team"]!["id"]!.GetValue<long>());

        (await host.Admin.Patch($"/users/{owner}", new { name = "Renamed" })).Expect(200);

        var again = await host.Admin.With("If-None-Match", read.ETag).Get($"/projects/{id}?expand=owner,team");
        Assert.Equal("Renamed", again.Expect(200).Json["owner"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task Get_as_of_returns_the_past_state_with_an_etag_of_its_own()
    {
        var id = await new TestData(host).AddProject();
        var created = await host.Admin.Get($"/projects/{id}");
        var before = created.Json["updated_at"]!.GetValue<string>();
        (await host.Admin.Patch($"/projects/{id}", new { priority = "critical" })).Expect(200);

        var was = (await host.Admin.Get($"/projects/{id}?as_of={before}")).Expect(200);

        Assert.Equal("medium", was.Json["priority"]!.GetValue<string>());
        Assert.Equal(created.Text, was.Text);
        Assert.NotEqual(created.ETag, was.ETag);
        (await host.Admin.Get($"/projects/{id}?as_of=2000-01-01T00:00:00Z")).ExpectProblem(404);
        foreach (var bad in new[] { "", "2026-01-31", "yesterday", "2026-01-31T09:00:00" })
            (await host.Admin.Get($"/projects/{id}?as_of={bad}")).ExpectProblem(422, "as_of");
    }
}
