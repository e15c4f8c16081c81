using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Enterprise.Api.Tests.Endpoints;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Core.Storage;
using Enterprise.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Tests.Requests;

/// <summary>Random changes of valid bodies: never a 5xx, and refused ones change nothing.</summary>
public sealed class FuzzTests(TestHost host) : IClassFixture<TestHost>
{
    private const int Bodies = 150;
    private const string Consumer = "fuzz";

    private static readonly string[] _edges =
    [
        "null", "true", "false", "0", "-0", "-1", "1", "1.5", "1e400", "-1e400", "1e-400", "1e308", "1e99999999999",
        "0e99999999999",
        "9007199254740993", "9223372036854775807", "9223372036854775808", "79228162514264337593543950336", "01", "+1",
        ".5", "NaN",
        "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u202e\"", "\"a\\nb\"",
        "\"2026-01-31\"",
        "\"2026-01-31T09:00:00Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"9999-12-31T23:59:59.9999999-14:00\"",
        "\"9999-12-31\"",
        "[]", "{}", "[null]", "[[]]", "[{}]", "{\"a\":null}", "{\"\":{\"a\":[1,2]}}", "\"1.0.0\"",
        "\"v2.0.0-rc.1+build\"",
        "\"admin\"", "\"released\"", "\"succeeded\"", "\"archived\"", "\"::/0\"", "[\"::/0\"]", "[\"a\",\"a\"]", "tru",
        "\"", "[1,", "/**/1",
    ];

    private static readonly Gen<string> _text = Gen.String[Gen.Char.AlphaNumeric, 0, 20].Select(text => $"\"{text}\"");

    /// <summary>JSON values, many of them at a limit or invalid.</summary>
    private static readonly Gen<string> _value = Gen.OneOf(
        Gen.Int[0, _edges.Length - 1].Select(index => _edges[index]),
        Gen.Long.Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Double.Select(
            number => double.IsFinite(number)
                ? number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)
                : "7"),
        _text,
        Gen.Int[0, 12_000].Select(length => $"\"{new string('x', length)}\""),
        Gen.Int[1, 40].Select(depth => new string('[', depth) + new string(']', depth)));

    /// <summary>How one body is changed, given a number that picks the place.</summary>
    private static readonly Gen<Func<JsonObject, byte[]>> _change = Gen.OneOf(
        Gen.Select(
            Gen.Int[0, 1000],
            _value,
            (place, value) => (Func<JsonObject, byte[]>)(body => Replace(body, place, value))),
        Gen.Select(
            Gen.Int[0, 1000],
            _value,
            (place, value) => (Func<JsonObject, byte[]>)(body => Duplicate(body, place, value))),
        Gen.Select(
            _text,
            _value,
            (name, value) =>
                (Func<JsonObject, byte[]>)(body => Bytes($"{body.ToJsonString()[..^1]},{name}:{value}}}"))),
        Gen.Select(
            Gen.Int[0, 1000],
            Gen.Byte,
            (place, other) => (Func<JsonObject, byte[]>)(body => Flip(body, place, other))),
        Gen.Int[0, 1000].Select(place => (Func<JsonObject, byte[]>)(body => Cut(body, place))),
        _value.Select(value => (Func<JsonObject, byte[]>)(_ => Bytes(value))));

    public static TheoryData<string> WithBody => [.. Catalogue.Names(operation => operation.TakesBody)];

    [Theory]
    [MemberData(nameof(WithBody))]
    public async Task Random_body_never_returns_5xx_and_a_refused_one_changes_nothing(string name)
    {
        var operation = Operation.Named(name);
        var data = new TestData(host);
        var fields = Fields(await OpenApi.ApiDocument.Of(host), name);

        await Gen.Select(_change, _change).SampleAsync(
            async changes =>
            {
                var call = await operation.Prepare(data);
                var full = call.Body!;
                foreach (var field in fields.Where(field => !full.ContainsKey(field)))
                    full[field] = null;
                var body = changes.Item1(full);
                if (Parse(body) is { } again)
                    body = changes.Item2(again);
                await Changes();

                var answer = await host.Admin.Send(
                    operation.Method,
                    call.Path,
                    ApiClient.Content(body, operation.Method));

                var sent = $"{Encoding.UTF8.GetString(body)} gave {answer}";
                Assert.True(answer.Status is >= 200 and < 500, sent);

                // A body with something that the caller is not allowed to do is a 403, which is audited.
                if (answer.Status >= 400)
                    Assert.True(
                        (await Changes()).All(change => answer.Status == 403 && change.Action == "access.denied"),
                        sent);
                else
                    Assert.True(
                        (await host.Admin.Get(answer.Header("Location") ?? Place(call.Path))).Status == 200,
                        sent);
            },
            iter: Bodies,
            threads: 1);
    }

    [Fact]
    public async Task Audit_trail_is_verifiable_after_random_bodies()
    {
        await host.Trail();

        var verified = (await host.Admin.Get("/audit-logs/verify")).Expect(200).Json;

        Assert.True(verified["valid"]!.GetValue<bool>(), verified.ToJsonString());
    }

    /// <summary>The path of the entity that was changed: an action on an approval has no entity of its own.</summary>
    private static string Place(string path) =>
        path.StartsWith("/approvals/", StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : path;

    /// <summary>The changes that were committed since the last call.</summary>
    private async Task<IReadOnlyList<Core.Auditing.Change>> Changes()
    {
        var feed = ((SqliteDocumentStore)host.Services.GetRequiredService<IDocumentStore>()).Feed;
        var page = await feed.Read(Consumer, 1000, TestHost.Stop);
        await feed.Acknowledge(Consumer, page.Position, TestHost.Stop);
        return page.Changes;
    }

    private static IReadOnlyList<string> Fields(OpenApi.ApiDocument document, string operation)
    {
        var content = document.OperationOf(operation)["requestBody"]!["content"]!.AsObject().First().Value!;
        var name = content["schema"]!["$ref"]!.GetValue<string>().Split('/')[^1];
        return
        [
            .. document.Schemas[name]!["properties"]!.AsObject()
                .Where(property => property.Value!["type"] is JsonArray)
                .Select(property => property.Key),
        ];
    }

    private static byte[] Replace(JsonObject body, int place, string value)
    {
        var text = new StringBuilder("{");
        foreach (var (index, (name, current)) in body.Index())
        {
            var written = index == place % body.Count ? value : current?.ToJsonString() ?? "null";
            text.Append(index > 0 ? "," : "").Append(JsonValue.Create(name).ToJsonString()).Append(':').Append(written);
        }

        return Bytes(text.Append('}').ToString());
    }

    private static byte[] Duplicate(JsonObject body, int place, string value) => body.Count == 0
        ? Bytes("{}")
        : Bytes($"{body.ToJsonString()[..^1]},\"{body.ElementAt(place % body.Count).Key}\":{value}}}");

    private static byte[] Flip(JsonObject body, int place, byte other)
    {
        var bytes = Bytes(body.ToJsonString());
        bytes[place % bytes.Length] = other;
        return bytes;
    }

    private static byte[] Cut(JsonObject body, int place)
    {
        var bytes = Bytes(body.ToJsonString());
        return bytes[..(place % bytes.Length)];
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The body as an object that can be changed again; null if it no longer is one.</summary>
    private static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject { Count: > 0 } parsed && parsed.ToJsonString().Length > 0
                ? parsed
                : null;
        }
        catch (Exception exception) when (
            exception is System.Text.Json.JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
