using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Enterprise.Standalone.Tests.Processes;

namespace Enterprise.Standalone.Tests.Durability;

/// <summary>What clients know: acknowledged writes, and requests without a response.</summary>
internal sealed class Ledger
{
    private readonly ConcurrentQueue<Creation> _unacknowledged = new();
    private int _marks;

    internal ConcurrentQueue<Acknowledged> Entities { get; } = new();

    /// <summary>The creations that were repeated, whatever the outcome of their first request.</summary>
    internal ConcurrentQueue<Creation> Repeated { get; } = new();

    internal string NextMark() => $"mark{Interlocked.Increment(ref _marks)}x";

    /// <summary>Creates an entity; null if there is no response.</summary>
    internal async Task<Acknowledged?> Create(HttpClient client, Creation creation)
    {
        using var response = await Send(client, HttpMethod.Post, creation.Path, creation.Body, creation.Key);
        if (response is null || await ReadBody(response) is not { } body)
        {
            _unacknowledged.Enqueue(creation);
            return null;
        }

        var entity = new Acknowledged(creation, body);
        Entities.Enqueue(entity);
        return entity;
    }

    /// <summary>Changes an entity; false if there is no response.</summary>
    internal static async Task<bool> Describe(HttpClient client, Acknowledged entity, string description)
    {
        entity.Unacknowledged = description;
        var patch = new JsonObject { ["description"] = description };
        using var response = await Send(client, HttpMethod.Patch, entity.Location, patch);
        if (response is null || await ReadBody(response) is not { } body)
            return false;
        entity.Last = body;
        entity.Writes++;
        entity.Unacknowledged = null;
        return true;
    }

    /// <summary>Repeats every creation without a response, with the same idempotency key.</summary>
    internal async Task RepeatUnacknowledged(HttpClient client)
    {
        for (var left = _unacknowledged.Count; left > 0 && _unacknowledged.TryDequeue(out var creation); left--)
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

    /// <summary>Null if the connection fails: the outcome of the request is then unknown.</summary>
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
            return await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Null if the connection fails before the end of the response.</summary>
    private static async Task<JsonObject?> ReadBody(HttpResponseMessage response)
    {
        try
        {
            var body = await response.Content.ReadFromJsonAsync<JsonObject>(TestContext.Current.CancellationToken);
            Assert.True(response.IsSuccessStatusCode, body?.ToJsonString());
            return body;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return null;
        }
    }
}
