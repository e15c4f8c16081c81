using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.Requests;

/// <summary>Invalid bodies, on every endpoint with a body: a 4xx that says what is wrong, and no change.</summary>
public sealed class BadInputTests(TestHost host) : IClassFixture<TestHost>
{
    public static TheoryData<string> WithBody => [.. Catalogue.Names(operation => operation.TakesBody)];

    [Theory]
    [MemberData(nameof(WithBody))]
    public Task Body_nested_too_deeply_returns_400(string name) => Refuses(
        name,
        400,
        _ => Bytes(new string('[', 3000)),
        _ => Bytes(new string('[', 3000) + new string(']', 3000)),
        body => Bytes(
            With(body, "\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", 3000)) + "1" + new string('}', 3000))),
        body => Bytes(With(body, "\"x\":" + new string('[', 32) + new string(']', 32))));

    [Theory]
    [MemberData(nameof(WithBody))]
    public Task Body_with_invalid_unicode_returns_400(string name) => Refuses(
        name,
        400,
        body => [.. Bytes(With(body, "\"x\":\"")[..^1]), 0xff, .. "\"}"u8],
        body => [.. Bytes(With(body, "\"x\":\"")[..^1]), 0xed, 0xa0, 0x80, .. "\"}"u8],
        body => [.. Bytes(With(body, "\"")[..^1]), 0xc3, 0x28, .. "\":1}"u8],
        body => Bytes(With(body, """ "x":"\ud800" """)),
        body => Bytes(With(body, """ "x":["a",{"b":"\udc00\ud800"}] """)),
        body => Bytes(With(body, """ "\ud83d":1 """)),
        body => Bytes(With(body, "\"x\":\"\0\"")),
        body => Bytes("\uFEFF" + body),
        body => Encoding.Unicode.GetBytes(body));

    [Theory]
    [MemberData(nameof(WithBody))]
    public Task Body_with_a_duplicate_property_returns_400(string name) => Refuses(
        name,
        400,
        body => Bytes(With(body, "\"x\":1,\"x\":1")),
        body => Bytes(With(body, "\"x\":1,\"\\u0078\":1")),
        body => Bytes(With(body, "\"kpis\":{\"a\":{\"b\":1,\"b\":2}}")));

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Unknown_field_returns_422_naming_it(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        await ChangesNothing(async () =>
        {
            foreach (var field in new[] { "nonsense", "Name", "__proto__", "", "a.b", "é" })
            {
                var body = call.Body!.DeepClone().AsObject();
                body[field] = 1;
                (await host.Admin.Send(operation.Method, call.Path, body)).ExpectProblem(422, field);
            }
        });
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Field_of_a_wrong_type_returns_422_naming_it(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        var document = await OpenApi.ApiDocument.Of(host);
        var content = document.OperationOf(name)["requestBody"]!["content"]!.AsObject().First().Value!;
        var schema = document.Schemas[content["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1]]!;
        await ChangesNothing(async () =>
        {
            foreach (var (field, property) in schema["properties"]!.AsObject())
            {
                foreach (var value in Wrong(document, property!))
                {
                    var body = call.Body!.DeepClone().AsObject();
                    body[field] = value;
                    (await host.Admin.Send(operation.Method, call.Path, body)).ExpectProblem(422, field);
                }
            }
        });
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_over_a_megabyte_returns_413_with_and_without_content_length(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        var large = Bytes(With(call.Body!.ToJsonString(), $"\"x\":\"{new string('x', 1500 * 1024)}\""));
        await ChangesNothing(async () =>
        {
            (await host.Admin.Send(operation.Method, call.Path, ApiClient.Content(large, operation.Method)))
                .ExpectProblem(413);
            using var stream = new MemoryStream(large);
            var chunked = new StreamContent(new Unseekable(stream));
            chunked.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            (await host.Admin.Send(operation.Method, call.Path, chunked)).ExpectProblem(413);
        });
    }

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Body_of_another_or_no_media_type_returns_415(string name)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        await ChangesNothing(async () =>
        {
            string?[] mediaTypes =
                ["text/plain", "application/xml", "multipart/form-data; boundary=x", "garbage", null];
            foreach (var mediaType in mediaTypes)
            {
                var content = ApiClient.Content(Bytes(call.Body!.ToJsonString()), operation.Method);
                content.Headers.Remove("Content-Type");
                if (mediaType is not null)
                    content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
                (await host.Admin.Send(operation.Method, call.Path, content)).ExpectProblem(415);
            }

            if (!operation.MayLackBody)
                (await host.Admin.Send(operation.Method, call.Path)).ExpectProblem(415);
        });
    }

    [Theory]
    [InlineData("budget_allocated", "1e400", "1e308", "0.001", "-1", "1e12", "79228162514264337593543950336", "-0.01")]
    [InlineData("code_coverage_target", "1e400", "1e308", "-1", "100.0001", "-1e400")]
    [InlineData(
        "owner_id", "9223372036854775808", "9223372036854775807", "0", "-1", "1.5", "1e400", "999999999",
        "9007199254740992")]
    [InlineData("team_id", "9223372036854775808", "99999999999999999999999999", "1e400", "12345")]
    [InlineData("name", "\"\"", "\"   \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\u001b[31m\"", "\"\\u007f\"")]
    [InlineData("currency", "\"\"", "\"usd\"", "\"EURO\"", "null", "\"E€R\"")]
    [InlineData(
        "start_date", "\"2026-02-30\"", "\"2026-1-1\"", "\"0000-01-01\"", "\"10000-01-01\"",
        "\"2026-01-01T00:00:00Z\"")]
    [InlineData("compliance_requirements", "[null]", "[\"\"]", "[\"a\",\"a\"]", "[1]", "{}", "[\"a\\u0000b\"]")]
    [InlineData("frameworks", "[\"a\\u0001b\"]", "[[]]", "[\" \"]")]
    [InlineData(
        "allowed_domains", "[\"Company.com\"]", "[\"nodot\"]", "[\"a..b\"]", "[\"-a.com\"]", "[null]", "[\"é.com\"]")]
    [InlineData(
        "allowed_ips", "[\"10.0.0.1/8\"]", "[\"010.0.0.0/8\"]", "[\"10/8\"]", "[\"10.0.0.0/08x\"]", "[\"fe80::%1/64\"]",
        "[\"10.0.0.0/-1\"]", "[\"10.0.0.0/8/8\"]", "[\"10.0.0.0/33\"]", "[\"::1/129\"]", "[\"localhost\"]",
        "[\"010.0.0.1\"]", "[\"1\"]", "[null]")]
    [InlineData("repo_url", "\"nonsense\"", "\"javascript:alert(1)\"", "\"file:///etc/passwd\"", "\"//x\"")]
    [InlineData("kpis", "[]", "1", "\"x\"", "{\"a\":1e400}", "{\"a\":[{\"b\":-1e999}]}", "{\"a\":1e99999999999}")]
    [InlineData("stakeholders", "[null]", "{}", "[[]]", "[1]")]
    [InlineData("stakeholders[0].role", "[{\"user_id\":1}]", "[{\"user_id\":1,\"role\":\"\"}]")]
    [InlineData(
        "stakeholders[0].user_id", "[{\"role\":\"x\"}]", "[{\"role\":\"x\",\"user_id\":999}]",
        "[{\"role\":\"x\",\"user_id\":\"1\"}]")]
    [InlineData(
        "stakeholders[1].email", "[{\"user_id\":1,\"role\":\"x\"},{\"name\":\"n\",\"email\":\"e\",\"role\":\"r\"}]")]
    [InlineData("stakeholders[0].nonsense", "[{\"user_id\":1,\"role\":\"x\",\"nonsense\":1}]")]
    public async Task Invalid_project_value_returns_422_naming_the_field(string field, params string[] values)
    {
        var name = field.Split('[')[0];
        var id = await new TestData(host).AddProject();
        await ChangesNothing(async () =>
        {
            foreach (var value in values)
            {
                var body = name == "name" ? $"{{\"name\":{value}}}" : $"{{\"name\":\"x\",\"{name}\":{value}}}";
                (await host.Admin.Post("/projects/", body)).ExpectProblem(422, field);
                (await host.Admin.Put($"/projects/{id}", body)).ExpectProblem(422, field);
                if (value != "null")
                    (await host.Admin.Patch($"/projects/{id}", body)).ExpectProblem(422, field);
            }
        });
    }

    [Theory]
    [InlineData("name", 200)]
    [InlineData("description", 10_000)]
    [InlineData("department", 100)]
    [InlineData("cost_center", 100)]
    [InlineData("business_value", 5_000)]
    [InlineData("data_classification", 50)]
    public async Task Text_over_its_maximum_length_returns_422(string field, int most)
    {
        var body = new JsonObject { ["name"] = "x", [field] = new string('é', most) };
        (await host.Admin.Post("/projects/", body)).Expect(201);
        foreach (var length in new[] { most + 1, 100_000, 900_000 })
        {
            body[field] = new string('x', length);
            (await host.Admin.Post("/projects/", body)).ExpectProblem(422, field);
        }
    }

    [Theory]
    [InlineData(
        "/users/", "email", "\"x\"", "\"a@b\"", "\"a b@c.de\"", "\"a@c.de\\u0000\"", "\"@c.de\"", "\"a@@c.de\"", "null",
        "\"ü@c.de\"")]
    [InlineData("/users/", "role", "\"root\"", "\"Admin\"", "\"viewer, developer\"", "\" admin\"", "3", "null", "\"\"")]
    [InlineData("/users/", "clearance", "\"secret\"", "2")]
    [InlineData("/users/", "is_active", "\"true\"", "1", "null")]
    [InlineData("/teams/", "manager_id", "999", "\"1\"", "1.5", "1e400", "0", "9223372036854775808")]
    [InlineData("/teams/", "name", "\"\\u0000\"", "\"\"", "null")]
    [InlineData(
        "/users/1/tokens", "expires_at", "\"2020-01-01T00:00:00Z\"", "\"2099-01-01\"", "\"2099-01-01T00:00:00\"", "1",
        "\"99999-01-01T00:00:00Z\"")]
    [InlineData("/users/1/tokens", "name", "\"\"", "\"\\u0000\"")]
    public async Task Invalid_user_or_team_value_returns_422_naming_the_field(
        string path,
        string field,
        params string[] values)
    {
        await ChangesNothing(async () =>
        {
            foreach (var value in values)
            {
                var body = new JsonObject { ["name"] = "x" };
                if (path == "/users/")
                    body["email"] = "valid@company.com";
                body[field] = JsonNode.Parse(value);
                (await host.Admin.Post(path, body)).ExpectProblem(422, field);
            }
        });
    }

    [Theory]
    [InlineData("/team-members/", "team_id", "1.5", "null", "-1", "\"1\"", "9223372036854775808", "999999")]
    [InlineData("/team-members/", "user_id", "0", "null", "true", "999999")]
    [InlineData("/team-members/", "role", "\"boss\"", "null")]
    [InlineData("/environments/", "project_id", "\"1\"", "null", "1e400", "9223372036854775808")]
    [InlineData("/environments/", "name", "\"qa\"", "null", "\"Production\"", "0")]
    [InlineData("/environments/", "url", "\"x\"", "\"ftp://x\"", "\"javascript:1\"")]
    [InlineData("/environments/", "status", "\"\"", "\"a\\u0000\"", "null")]
    [InlineData(
        "/releases/", "version", "\"1\"", "\"1.0\"", "\"1.0.0.0\"", "\"01.0.0\"", "null", "\"\"", "\"V1.0.0\"",
        "\"1.0.0-\"", "\" 1.0.0\"", "\"99999999999999999999.0.0\\u0000\"")]
    [InlineData("/releases/", "status", "\"rolled_back\"", "\"Released\"", "null")]
    [InlineData("/deployments/", "environment", "\"qa\"", "null", "\"staging\"")]
    [InlineData("/deployments/", "environment_id", "999999", "0", "1.5", "9223372036854775808")]
    [InlineData("/deployments/", "release_id", "999999", "0", "\"1\"")]
    [InlineData("/deployments/", "version", "\"a\\u0000b\"")]
    [InlineData("/deployments/", "commit_sha", "\"xyz\"", "\"123456\"", "\"\"", "\"9fceb02g\"")]
    [InlineData("/deployments/", "commit_time", "\"2026-01-31\"", "1", "\"now\"")]
    [InlineData("/deployments/", "finished_at", "\"2020-01-01T00:00:00Z\"", "\"2999-01-01T00:00:00Z\"")]
    [InlineData("/deployments/", "started_at", "\"2999-01-01T00:00:00Z\"")]
    public async Task Invalid_value_of_a_project_part_returns_422_naming_the_field(
        string path,
        string field,
        params string[] values)
    {
        var data = new TestData(host);
        var valid = path switch
        {
            "/team-members/" =>
                new JsonObject { ["team_id"] = await data.AddTeam(), ["user_id"] = await data.AddUser() },
            "/environments/" => new JsonObject { ["project_id"] = await data.AddProject(), ["name"] = "staging" },
            "/releases/" => new JsonObject { ["project_id"] = await data.AddProject(), ["version"] = "1.0.0" },
            _ => new JsonObject
            {
                ["project_id"] = (await data.AddEnvironment()).Project,
                ["environment"] = "production",
                ["version"] = "1",
            },
        };
        await ChangesNothing(async () =>
        {
            foreach (var value in values)
            {
                var body = valid.DeepClone().AsObject();
                body[field] = JsonNode.Parse(value);
                if (path == "/deployments/" && field == "started_at")
                    body["status"] = "in_progress";
                var answer = await host.Admin.Post(path, body);
                answer.ExpectProblem(422, field == "environment" && value == "null" ? "environment_id" : field);
            }
        });
        (await host.Admin.Post(path, valid)).Expect(201);
    }

    [Fact]
    public async Task Several_invalid_fields_return_one_422_naming_all()
    {
        var answer = await host.Admin.Post("/projects/", """
            {
              "name": 7, "priority": "urgent", "budget_allocated": "much", "start_date": "soon", "frameworks": "React",
              "nonsense": true, "requires_approval": null, "stakeholders": [{ "role": 1 }]
            }
            """);

        answer.ExpectProblem(
            422,
            "name",
            "priority",
            "budget_allocated",
            "start_date",
            "frameworks",
            "nonsense",
            "requires_approval",
            "stakeholders[0].role");
    }

    [Fact]
    public async Task Invalid_headers_return_a_problem()
    {
        var id = await new TestData(host).AddProject();
        foreach (var (name, value, field) in new[]
        {
            ("Break-Glass-Reason", "", "Break-Glass-Reason"),
            ("Break-Glass-Reason", new string('r', 501), "Break-Glass-Reason"),
            ("Break-Glass-Reason", "too short", "Break-Glass-Reason"), ("If-Match", "garbage", "If-Match"),
            ("If-Match", new string('"', 5000), "If-Match"), ("If-Match", "\"a\",,x", "If-Match"),
        })
        {
            (await host.Admin.With(name, value).Patch($"/projects/{id}", new { priority = "low" }))
                .ExpectProblem(422, field);
        }

        string[] authorizations =
        [
            "Bearer", "Bearer ", "Basic YTpi", "nonsense", $"Bearer {new string('x', 6000)}", "Bearer a b",
            "Bearer ent_1_1_x", "Bearer ent_99999999999999999999_1_x",
        ];
        foreach (var authorization in authorizations)
            (await host.Nobody.From("198.51.100.9").With("Authorization", authorization).Get("/me")).ExpectProblem(401);
    }

    [Fact]
    public async Task Unknown_or_invalid_query_parameter_returns_422()
    {
        var id = await new TestData(host).AddProject();
        (await host.Admin.Get($"/projects/{id}?nonsense=1")).ExpectProblem(422, "nonsense");
        (await host.Admin.Get("/me?nonsense=1")).ExpectProblem(422, "nonsense");
        (await host.Admin.Get("/audit-logs/verify?nonsense=1")).ExpectProblem(422, "nonsense");
        foreach (var project in new[] { "", "x", "1.5", "9223372036854775808", "1&project_id=2" })
            (await host.Admin.Get($"/audit-logs/verify?project_id={project}")).ExpectProblem(422, "project_id");
        (await host.Admin.Get($"/projects/{id}?expand=manager")).ExpectProblem(422, "expand");
    }

    private async Task Refuses(string name, int status, params IEnumerable<Func<string, byte[]>> bodies)
    {
        var operation = Operation.Named(name);
        var call = await operation.Prepare(new TestData(host));
        var valid = call.Body!.ToJsonString();
        await ChangesNothing(async () =>
        {
            foreach (var body in bodies)
                (await host.Admin.Send(operation.Method, call.Path, ApiClient.Content(body(valid), operation.Method)))
                    .ExpectProblem(status);
        });
        (await host.Admin.Send(operation.Method, call.Path, call.Body)).Expect(operation.Status);
    }

    private async Task ChangesNothing(Func<Task> action) => Assert.Empty(await host.TrailOf(action));

    /// <summary>Values of every JSON type that a property does not allow.</summary>
    private static IEnumerable<JsonNode> Wrong(OpenApi.ApiDocument document, JsonNode property)
    {
        var choices = (property["oneOf"] ?? property["allOf"])?.AsArray()
            .Select(choice => choice!)
            .ToList() ?? [property];
        var types = choices.Select(choice => choice["$ref"] is { } name ? Named(name) : choice).SelectMany(choice =>
            choice["type"] is JsonArray several
                ? several.Select(type => type!.GetValue<string>())
                : [choice["type"]!.GetValue<string>()]).ToList();
        if (!types.Contains("string"))
            yield return "text";
        if (!types.Contains("number") && !types.Contains("integer"))
            yield return 17;
        if (!types.Contains("boolean"))
            yield return true;
        if (!types.Contains("array"))
            yield return new JsonArray();
        if (!types.Contains("object"))
            yield return new JsonObject();

        JsonNode Named(JsonNode reference) => document.Schemas[reference.GetValue<string>().Split('/')[^1]]!;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The body with another member.</summary>
    private static string With(string body, string member) => $"{body[..^1]},{member}}}";

    /// <summary>Makes the client send in chunks.</summary>
    private sealed class Unseekable(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }
    }
}
