using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Enterprise.Integrations.Tests.Hosting;

/// <summary>A recorded request.</summary>
internal sealed record Received(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
{
    internal JsonObject Json => JsonNode.Parse(Body)!.AsObject();
}

/// <summary>A local HTTP server that records requests and responds as a test has it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _requests = [];

    private Receiver(Func<Received, HttpContext, Task> answer)
    {
        var options = new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateSlimBuilder(options);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async http =>
        {
            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var received = new Received(
                http.Request.Method,
                $"{http.Request.Host}{http.Request.Path}{http.Request.QueryString}",
                http.Request.Headers.ToDictionary(
                    header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(http.RequestAborted));
            _requests.Enqueue(received);
            await answer(received, http);
        });
    }

    internal IReadOnlyList<Received> Requests => [.. _requests];

    internal Uri Url => new(_app.Urls.First());

    internal int Port => Url.Port;

    internal static Task<Receiver> Start() => Start((_, _) => Task.CompletedTask);

    internal static Task<Receiver> Start(int status, string body, params (string Name, string Value)[] headers) =>
        Start((_, http) =>
        {
            http.Response.StatusCode = status;
            foreach (var (name, value) in headers)
                http.Response.Headers[name] = value;
            return http.Response.WriteAsync(body, http.RequestAborted);
        });

    internal static async Task<Receiver> Start(Func<Received, HttpContext, Task> answer)
    {
        var receiver = new Receiver(answer);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
