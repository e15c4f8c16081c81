using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Requests;

/// <summary>Creations that are repeated under their Idempotency-Key.</summary>
public sealed class IdempotencyTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> Creations => [.. Catalogue.Names(operation => operation is { Method: "POST", Status: 201 })];

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task A_repeat_answers_with_what_the_first_one_created(string name)
    {
        var call = await Operation.Named(name).Prepare(new World(host));
        var caller = Keyed();
        Answer? first = null;
        Answer? repeat = null;

        var entries = await host.TrailOf(async () =>
        {
            first = (await caller.Post(call.Path, call.Body!)).Expect(201);
            repeat = await caller.Post(call.Path.TrimEnd('/'), call.Body!);
        });

        Assert.Equal(Operation.Named(name).Actions.Order(), entries.Select(entry => entry.Action).Order());
        if (name == "CreateToken")
        {
            repeat!.ExpectProblem(409);
            Assert.DoesNotContain(first!.Json["token"]!.GetValue<string>(), repeat.Text, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(first!.Text, repeat!.Expect(201).Text);
            Assert.Equal(first.ETag, repeat.ETag);
            Assert.Equal(first.Headers["Location"], repeat.Headers["Location"]);
        }
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task Many_at_once_under_one_key_create_one(string name)
    {
        var call = await Operation.Named(name).Prepare(new World(host));
        var caller = Keyed();
        var answers = Array.Empty<Answer>();

        var entries = await host.TrailOf(async () =>
            answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => caller.Post(call.Path, call.Body!.ToJsonString()))));

        Assert.Contains(answers, answer => answer.Status == 201);
        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 409, answer.ToString()));
        Assert.Equal(Operation.Named(name).Actions.Order(), entries.Select(entry => entry.Action).Order());
        if (name != "CreateToken")
            Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Text).Distinct());
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task The_same_key_for_another_body_is_refused(string name)
    {
        var (world, operation) = (new World(host), Operation.Named(name));
        var call = await operation.Prepare(world);
        var caller = Keyed();
        (await caller.Post(call.Path, call.Body!)).Expect(201);

        var other = await operation.Prepare(world);
        (await caller.Post(other.Path, other.Body!)).ExpectProblem(422, "Idempotency-Key");
        (await host.Admin.Post(other.Path, other.Body!)).Expect(201);
    }

    [Fact]
    public async Task A_key_is_its_callers_own()
    {
        var (one, other) = (await host.Add("manager"), await host.Add("manager"));
        var body = new { name = "Same" };

        var first = await one.With("Idempotency-Key", "mine").Create("/projects/", body);
        var second = await other.With("Idempotency-Key", "mine").Create("/projects/", body);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_refused_creation_leaves_its_key_free()
    {
        var caller = Keyed();
        (await caller.Post("/projects/", new { name = "" })).ExpectProblem(422, "name");

        (await caller.Post("/projects/", new { name = "Now good" })).Expect(201);
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task A_key_that_is_none_is_refused_and_creates_nothing(string name)
    {
        var call = await Operation.Named(name).Prepare(new World(host));

        var entries = await host.TrailOf(async () =>
        {
            foreach (var key in new[] { "", "a b", new string('k', 256), "\u00fc", "a\tb" })
                (await host.Admin.With("Idempotency-Key", key).Post(call.Path, call.Body!.DeepClone())).ExpectProblem(422, "Idempotency-Key");
        });

        Assert.Empty(entries);
        (await host.Admin.With("Idempotency-Key", new string('k', 255 - name.Length) + name).Post(call.Path, call.Body!)).Expect(201);
    }

    [Fact]
    public async Task Names_that_are_taken_conflict_by_field()
    {
        var admin = host.Admin;
        (await admin.Post("/users/", new { email = "Zoe@Company.com", name = "Zoe" })).Expect(201);
        (await admin.Post("/users/", new { email = "zoe@company.COM", name = "Zoe" })).ExpectProblem(409, "email");
        (await admin.Post("/teams/", new { name = "Unique" })).Expect(201);
        (await admin.Post("/teams/", new { name = "unique" })).ExpectProblem(409, "name");
        var (project, _) = await new World(host).AddRelease(version: "v1.0.0");
        (await admin.Post("/releases/", new { project_id = project, version = "1.0.0" })).ExpectProblem(409, "version");
        await new World(host).AddEnvironment(project, "staging");
        (await admin.Post("/environments/", new { project_id = project, name = "staging" })).ExpectProblem(409, "name");
    }

    private ApiClient Keyed() => host.Admin.With("Idempotency-Key", host.Unique("key").Replace(' ', '-'));
}
