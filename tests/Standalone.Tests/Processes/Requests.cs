using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Enterprise.Standalone.Tests.Processes;

/// <summary>Sends requests and checks their responses.</summary>
internal static class Requests
{
    internal static async Task<JsonObject> Read(this HttpClient client, string path) =>
        (await client.GetFromJsonAsync<JsonObject>(path, TestContext.Current.CancellationToken))!;

    internal static async Task<JsonObject> Create(this HttpClient client, string path, object body)
    {
        using var answer = await client.PostAsJsonAsync(path, body, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonObject>(text)!;
    }

    internal static async Task<int> Status(this HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }
}
