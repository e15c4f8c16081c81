using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>What clients know: what was acknowledged, and what they asked for without ever getting an answer.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Creation> _unanswered = new();
    private int _marks;

    internal ConcurrentQueue<Acknowledged> Entities { get; } = new();

    /// <summary>The creations that had to be asked for again, whether or not the first request had come to something.</summary>
    internal ConcurrentQueue<Creation> Repeated { get; } = new();

    internal string NextMark() => $"mark{Interlocked.Increment(ref _marks)}x";

    /// <summary>Asks for an entity; null when there is no answer.</summary>
    internal async Task<Acknowledged?> Create(HttpClient client, Creation creation)
    {
        using var answer = await Send(client, HttpMethod.Post, creation.Path, creation.Body, creation.Key);
        if (answer is null || await ReadBody(answer) is not { } body)
        {
            _unanswered.Enqueue(creation);
            return null;
        }

        var entity = new Acknowledged(creation, body);
        Entities.Enqueue(entity);
        return entity;
    }

    /// <summary>Asks for a change; false when there is no answer.</summary>
    internal static async Task<bool> Describe(HttpClient client, Acknowledged entity, string description)
    {
        entity.Unanswered = description;
        using var answer = await Send(client, HttpMethod.Patch, entity.Location, new JsonObject { ["description"] = description });
        if (answer is null || await ReadBody(answer) is not { } body)
            return false;
        entity.Last = body;
        entity.Writes++;
        entity.Unanswered = null;
        return true;
    }

    /// <summary>What a client does once the service is back: everything without an answer again, under the same keys.</summary>
    internal async Task RepeatUnanswered(HttpClient client)
    {
        for (var left = _unanswered.Count; left > 0 && _unanswered.TryDequeue(out var creation); left--)
        {
            Repeated.Enqueue(creation);
            Assert.NotNull(await Create(client, creation));
        }
    }

    internal async Task CompareWith(HttpClient client)
    {
        foreach (var entity in Entities)
            entity.CompareWith(await client.Read(entity.Location));
    }

    /// <summary>Null when the connection fails: the host is gone, and what became of the request is open.</summary>
    private static async Task<HttpResponseMessage?> Send(
        HttpClient client,
        HttpMethod method,
        string path,
        JsonObject body,
        string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Null when the connection fails before the end of the answer.</summary>
    private static async Task<JsonObject?> ReadBody(HttpResponseMessage answer)
    {
        try
        {
            var body = await answer.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode, body?.ToJsonString());
            return body;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
