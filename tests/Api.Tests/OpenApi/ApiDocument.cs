using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;

namespace Enterprise.Api.Tests.OpenApi;

/// <summary>The API's description as it is served.</summary>
internal sealed class ApiDocument
{
    private readonly SchemaChecker _checker;

    private ApiDocument(string text)
    {
        Text = text;
        Root = JsonNode.Parse(text)!.AsObject();
        _checker = new SchemaChecker(Root);
    }

    internal string Text { get; }

    internal JsonObject Root { get; }

    internal JsonObject Schemas => Root["components"]!["schemas"]!.AsObject();

    /// <summary>Every operation, with its method in capitals and its path.</summary>
    internal IEnumerable<(string Method, string Path, JsonObject Operation)> Operations =>
        from path in Root["paths"]!.AsObject()
        from operation in path.Value!.AsObject()
        select (operation.Key.ToUpperInvariant(), path.Key, operation.Value!.AsObject());

    internal static async Task<ApiDocument> Of(TestHost host) =>
        new((await host.Nobody.Get("/openapi/v1.json")).Expect(200).Text);

    internal JsonObject OperationOf(string name) =>
        Operations.Single(operation => operation.Operation["operationId"]!.GetValue<string>() == name).Operation;

    /// <summary>What is wrong with a value of a named schema.</summary>
    internal IReadOnlyList<string> Check(JsonNode? value, string schema) => _checker.Check(value, Schemas[schema]!);

    /// <summary>Fails unless the operation declares this response: status, media type, headers and body.</summary>
    internal void AssertDeclared(Operation operation, Answer answer, bool isWhole = true)
    {
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        var declared = OperationOf(operation.Name)["responses"]![status];
        Assert.True(declared is not null, $"{operation.Name} does not declare {answer}");
        var content = declared["content"]?.AsObject();
        if (content is null)
        {
            Assert.Empty(answer.Bytes);
        }
        else
        {
            var mediaType = answer.Header("Content-Type")?.Split(';')[0];
            Assert.True(
                mediaType is not null && content.ContainsKey(mediaType),
                $"{operation.Name} {status}: {mediaType}");
            if (isWhole)
                Assert.Empty(_checker.Check(answer.Json, content[mediaType]!["schema"]!));
        }

        var headers = (declared["headers"]?.AsObject() ?? []).Select(header => header.Key);
        foreach (var name in headers.Where(name => name != "Link"))
            Assert.True(answer.Header(name) is not null, $"{operation.Name} {status} has no {name}.");
        foreach (var name in new[] { "ETag", "Location", "Link" }.Where(name => answer.Header(name) is not null))
            Assert.True(declared["headers"]?[name] is not null, $"{operation.Name} {status} does not declare {name}.");
    }
}
