using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enterprise.Api.Tests.Hosting;

/// <summary>Calls the API with a token and from an address.</summary>
internal sealed record ApiClient(HttpClient Http, string? Token)
{
    /// <summary>The id of the token's user.</summary>
    internal long Id { get; init; }

    /// <summary>The client's address; the connection's when null.</summary>
    internal string? Address { get; init; }

    /// <summary>Headers of every request.</summary>
    internal IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    internal ApiClient From(string address) => this with { Address = address };

    internal ApiClient With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers) { [header] = value } };

    internal Task<Answer> Get(string path) => Send("GET", path);

    internal Task<Answer> Delete(string path) => Send("DELETE", path);

    internal Task<Answer> Post(string path, object body) => Send("POST", path, body);

    internal Task<Answer> Put(string path, object body) => Send("PUT", path, body);

    internal Task<Answer> Patch(string path, object body) => Send("PATCH", path, body);

    /// <summary>Creates an entity, expecting 201; its id.</summary>
    internal async Task<long> Create(string path, object body)
    {
        var answer = await Post(path, body);
        Assert.True(answer.Status == 201, answer.ToString());
        return answer.Id;
    }

    /// <summary>Sends JSON: an object, a node, or a text as it is.</summary>
    internal Task<Answer> Send(string method, string path, object? body = null)
    {
        var content = body switch
        {
            null => null,
            HttpContent given => given,
            string text => Content(Encoding.UTF8.GetBytes(text), method),
            JsonNode node => Content(Encoding.UTF8.GetBytes(node.ToJsonString()), method),
            _ => Content(JsonSerializer.SerializeToUtf8Bytes(body), method),
        };
        return Send(method, path, content);
    }

    internal static ByteArrayContent Content(byte[] bytes, string method)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(
            method == "PATCH" ? "application/merge-patch+json" : "application/json");
        return content;
    }

    private async Task<Answer> Send(string method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (Token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        if (Address is not null)
            request.Headers.Add(TestHost.AddressHeader, Address);
        foreach (var (name, value) in Headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await Http.SendAsync(request, TestHost.Stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(TestHost.Stop);
        var headers = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(
                header => header.Key,
                header => string.Join(", ", header.Value),
                StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, bytes);
    }
}

/// <summary>A response of the API.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Bytes)
{
    private JsonNode? _json;

    internal JsonNode Json => _json ??= JsonNode.Parse(Bytes)!;

    internal string Text => Encoding.UTF8.GetString(Bytes);

    internal long Id => Json["id"]!.GetValue<long>();

    internal string ETag => Headers["ETag"];

    internal IReadOnlyList<JsonNode> Items => [.. Json["items"]!.AsArray().Select(item => item!)];

    internal IReadOnlyList<long> Ids => [.. Items.Select(item => item["id"]!.GetValue<long>())];

    internal string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>Checks the status; a failure shows the response.</summary>
    internal Answer Expect(int status)
    {
        Assert.True(Status == status, string.Create(CultureInfo.InvariantCulture, $"Expected {status}: {this}"));
        return this;
    }

    /// <summary>Checks that this is a complete problem document with errors of these fields.</summary>
    internal Answer ExpectProblem(int status, params IReadOnlyList<string> fields)
    {
        Expect(status);
        Assert.Equal("application/problem+json", Header("Content-Type"));
        Assert.StartsWith("urn:enterprise:problem:", Json["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(Json["title"]!.GetValue<string>());
        Assert.Equal(status, Json["status"]!.GetValue<int>());
        Assert.NotEmpty(Json["trace_id"]!.GetValue<string>());
        foreach (var field in fields)
            Assert.True(HasError(field), $"Expected {field} in errors: {this}");
        return this;
    }

    /// <summary>Whether there is an error of the field or of one of its items.</summary>
    private bool HasError(string field) => Json["errors"]?.AsObject().Any(error =>
        (error.Key == field || error.Key.StartsWith($"{field}[", StringComparison.Ordinal))
            && error.Value!.AsArray().Count > 0) == true;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Status} {Text}");
}
