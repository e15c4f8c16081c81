using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Architecture;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Enterprise.Api.Tests.OpenApi;

/// <summary>The API's description: up to date, valid, complete and correct.</summary>
public sealed class OpenApiTests(TestHost host) : IClassFixture<TestHost>
{
    private const string Refresh = "ENTERPRISE_REFRESH_OPENAPI";

    [Fact]
    public async Task Committed_document_equals_the_served_one()
    {
        var path = Path.Combine(Repository.Root, "docs", "openapi.json");
        var served = (await ApiDocument.Of(host)).Text.ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable(Refresh) == "1")
            await File.WriteAllTextAsync(path, served, TestHost.Stop);

        var committed = File.Exists(path) ? await File.ReadAllTextAsync(path, TestHost.Stop) : "";

        Assert.True(
            committed == served,
            $"docs/openapi.json is stale. Run this test with {Refresh}=1 and commit what it writes.");
    }

    [Fact]
    public async Task Document_is_valid_OpenAPI_3_1()
    {
        var document = await ApiDocument.Of(host);

        var read = OpenApiModelFactory.Parse(document.Text, "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.StartsWith("3.1", document.Root["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_endpoint_is_an_operation_named_after_its_handler()
    {
        var operations = (await ApiDocument.Of(host)).Operations
            .Select(operation => $"{operation.Method} {operation.Path} {operation.Operation["operationId"]}");

        var endpoints = Catalogue.All.Select(operation => $"{operation.Method} {operation.Route} {operation.Name}");

        Assert.Equal(endpoints.Order(StringComparer.Ordinal), operations.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_documents_summary_parameters_and_responses()
    {
        var document = await ApiDocument.Of(host);
        var tags = document.Root["tags"]!.AsArray()
            .ToDictionary(tag => tag!["name"]!.GetValue<string>(), tag => tag!["description"]);
        Assert.All(tags.Values, description => Assert.NotEmpty(description!.GetValue<string>()));
        foreach (var (method, path, operation) in document.Operations)
        {
            var isAnonymous = path.StartsWith("/health/", StringComparison.Ordinal);
            Assert.EndsWith(".", operation["summary"]!.GetValue<string>(), StringComparison.Ordinal);
            Assert.True(tags.ContainsKey(Assert.Single(operation["tags"]!.AsArray())!.GetValue<string>()));
            Assert.Equal(isAnonymous ? null : """[{"bearer":[]}]""", operation["security"]?.ToJsonString());
            foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
            {
                Assert.True(parameter!["description"] is not null, $"{method} {path} {parameter["name"]}");
                Assert.NotNull(parameter["schema"]);
                Assert.Equal(
                    parameter["in"]!.GetValue<string>() == "path",
                    parameter["required"]?.GetValue<bool>() ?? false);
            }

            var names = operation["parameters"]?.AsArray()
                .Select(parameter => parameter!["name"]!.GetValue<string>())
                .ToList() ?? [];
            Assert.Equal(names.Count, names.Distinct().Count());
            Assert.All(
                operation["responses"]!.AsObject(),
                response => Assert.NotEmpty(response.Value!["description"]!.GetValue<string>()));
            if (Operation.Named(operation["operationId"]!.GetValue<string>()).TakesBody)
                Assert.True(operation["requestBody"]!["required"]!.GetValue<bool>());
            if (method == "PATCH")
                Assert.Equal(
                    "application/merge-patch+json",
                    operation["requestBody"]!["content"]!.AsObject().First().Key);
            string[] expected = isAnonymous ? ["503"] : ["401", "403", "422", "429", "503"];
            Assert.Subset(
                operation["responses"]!.AsObject().Select(response => response.Key).ToHashSet(),
                expected.ToHashSet());
        }
    }

    [Fact]
    public async Task Every_schema_is_referenced_and_every_reference_resolves()
    {
        var document = await ApiDocument.Of(host);
        var used = References(document.Root).Select(reference => reference.Split('/')[^1]).ToHashSet();

        Assert.Equal(
            document.Schemas.Select(schema => schema.Key).Order(StringComparer.Ordinal),
            used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_body_has_a_valid_example_and_forbids_unknown_fields()
    {
        var document = await ApiDocument.Of(host);
        var bodies = document.Operations
            .Where(operation => operation.Operation["requestBody"] is not null)
            .SelectMany(operation => operation.Operation["requestBody"]!["content"]!.AsObject())
            .Select(content => content.Value!["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1])
            .ToHashSet();

        var known = ApiModules.All.SelectMany(module => module.Bodies).Select(body => body.Type.Name)
            .Concat(ApiModules.All.SelectMany(module => module.Patches).Select(patch => patch.Name))
            .ToList();

        Assert.Subset(known.ToHashSet(), bodies);
        foreach (var name in known)
        {
            var schema = document.Schemas[name]!;
            Assert.False(schema["additionalProperties"]!.GetValue<bool>());
            Assert.Empty(document.Check(Assert.Single(schema["examples"]!.AsArray()), name));
        }
    }

    [Fact]
    public async Task Enumerations_pages_and_read_only_fields_are_documented()
    {
        var schemas = (await ApiDocument.Of(host)).Schemas;

        Assert.Equal("""["viewer","developer","manager","admin"]""", schemas["Role"]!["enum"]!.ToJsonString());
        Assert.Equal("string", schemas["Role"]!["type"]!.GetValue<string>());
        Assert.Equal("""["items"]""", schemas["ProjectPage"]!["required"]!.ToJsonString());
        Assert.Equal("string", schemas["ProjectPage"]!["properties"]!["next_link"]!["type"]!.GetValue<string>());
        foreach (var field in new[] { "id", "created_by", "created_at", "updated_at", "approval_status" })
            Assert.True(schemas["Project"]!["properties"]![field]!["readOnly"]!.GetValue<bool>(), field);
        Assert.Null(schemas["Project"]!["properties"]!["name"]!["readOnly"]);
        Assert.Equal("medium", schemas["ProjectFields"]!["properties"]!["priority"]!["default"]!.GetValue<string>());
        Assert.Null(schemas["ProjectPatch"]!["required"]);
        Assert.Equal("decimal", schemas["Project"]!["properties"]!["budget_allocated"]!["format"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/docs")]
    [InlineData("/docs/")]
    public async Task Documentation_page_is_served(string path)
    {
        var page = await host.Nobody.Get(path);
        if (page.Status is 301 or 302)
            page = await host.Nobody.Get(page.Headers["Location"]);

        Assert.StartsWith("text/html", page.Expect(200).Header("Content-Type"), StringComparison.Ordinal);
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject properties => properties.SelectMany(property => property.Key == "$ref"
            ? [property.Value!.GetValue<string>()]
            : References(property.Value)),
        JsonArray items => items.SelectMany(References),
        _ => [],
    };
}
