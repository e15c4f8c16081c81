using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Requests;

/// <summary>Creations that are repeated under their Idempotency-Key.</summary>
public sealed class IdempotencyTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> Creations =>
        [.. Catalogue.Names(operation => operation is { Method: "POST", Status: 201 })];

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task Repeated_creation_with_the_same_key_returns_the_first_result(string name)
    {
        var call = await Operation.Named(name).Prepare(new TestData(host));
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
    public async Task Concurrent_creations_with_one_key_create_one_entity(string name)
    {
        var call = await Operation.Named(name).Prepare(new TestData(host));
        var caller = Keyed();
        var answers = Array.Empty<Answer>();

        var entries = await host.TrailOf(async () =>
            answers = await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => caller.Post(call.Path, call.Body!.ToJsonString()))));

        Assert.Contains(answers, answer => answer.Status == 201);
        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 409, answer.ToString()));
        Assert.Equal(Operation.Named(name).Actions.Order(), entries.Select(entry => entry.Action).Order());
        if (name != "CreateToken")
            Assert.Single(answers.Where(answer => answer.Status == 201).Select(answer => answer.Text).Distinct());
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task Same_key_with_another_body_returns_422(string name)
    {
        var (data, operation) = (new TestData(host), Operation.Named(name));
        var call = await operation.Prepare(data);
        var caller = Keyed();
        (await caller.Post(call.Path, call.Body!)).Expect(201);

        var other = await operation.Prepare(data);
        (await caller.Post(other.Path, other.Body!)).ExpectProblem(422, "Idempotency-Key");
        (await host.Admin.Post(other.Path, other.Body!)).Expect(201);
    }

    [Fact]
    public async Task Idempotency_key_is_scoped_to_its_caller()
    {
        var (one, other) = (await host.Add("manager"), await host.Add("manager"));
        var body = new { name = "Same" };

        var first = await one.With("Idempotency-Key", "mine").Create("/projects/", body);
        var second = await other.With("Idempotency-Key", "mine").Create("/projects/", body);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Refused_creation_does_not_consume_its_key()
    {
        var caller = Keyed();
        (await caller.Post("/projects/", new { name = "" })).ExpectProblem(422, "name");

        (await caller.Post("/projects/", new { name = "Now good" })).Expect(201);
    }

    [Theory]
    [MemberData(nameof(Creations))]
    public async Task Invalid_idempotency_key_returns_422_and_creates_nothing(string name)
    {
        var call = await Operation.Named(name).Prepare(new TestData(host));

        var entries = await host.TrailOf(async () =>
        {
            foreach (var key in new[] { "", "a b", new string('k', 256), "\u00fc", "a\tb" })
                (await host.Admin.With("Idempotency-Key", key).Post(call.Path, call.Body!.DeepClone()))
                    .ExpectProblem(422, "Idempotency-Key");
        });

        Assert.Empty(entries);
        var longest = new string('k', 255 - name.Length) + name;
        (await host.Admin.With("Idempotency-Key", longest).Post(call.Path, call.Body!)).Expect(201);
    }

    [Fact]
    public async Task Duplicate_unique_value_returns_409_naming_the_field()
    {
        var admin = host.Admin;
        (await admin.Post("/users/", new { email = "Zoe@Company.com", name = "Zoe" })).Expect(201);
        (await admin.Post("/users/", new { email = "zoe@company.COM", name = "Zoe" })).ExpectProblem(409, "email");
        (await admin.Post("/teams/", new { name = "Unique" })).Expect(201);
        (await admin.Post("/teams/", new { name = "unique" })).ExpectProblem(409, "name");
        var (project, _) = await new TestData(host).AddRelease(version: "v1.0.0");
        (await admin.Post("/releases/", new { project_id = project, version = "1.0.0" })).ExpectProblem(409, "version");
        await new TestData(host).AddEnvironment(project, "staging");
        (await admin.Post("/environments/", new { project_id = project, name = "staging" })).ExpectProblem(409, "name");
    }

    private ApiClient Keyed() => host.Admin.With("Idempotency-Key", host.Unique("key").Replace(' ', '-'));
}
