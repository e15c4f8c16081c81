using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Enterprise.Standalone.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Enterprise.Standalone.Tests;

public sealed class TelemetryTests : IDisposable
{
    private readonly Workspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Theory]
    [InlineData("traces", "/health/ready")]
    [InlineData("metrics", "http.server.request.duration")]
    [InlineData("metrics", "enterprise.feed.lag")]
    [InlineData("logs", "Refused an invalid token")]
    public async Task Telemetry_is_exported_to_the_configured_endpoint(string signal, string expected)
    {
        var received = new ConcurrentQueue<string>();
        await using var receiver = await Receive(signal, received);
        var options = _workspace.Serve()
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Urls.Single())
            .With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
            .With("OTEL_METRIC_EXPORT_INTERVAL", "200")
            .With("OTEL_BSP_SCHEDULE_DELAY", "200")
            .With("OTEL_BLRP_SCHEDULE_DELAY", "200")
            .With("Logging__LogLevel__Default", "Trace")
            .With("Logging__LogLevel__Microsoft.AspNetCore", "Trace");
        await using var host = await Host.Start(options);
        using var stranger = host.ClientWith("a-token-of-nobody");
        Assert.Equal(200, await host.Client.Status("/health/ready"));
        Assert.Equal(200, await host.Client.Status("/me"));
        Assert.Equal(401, await stranger.Status("/me"));

        await Waiting.Until($"{signal} contain {expected}", () => received.Any(post =>
            post.Contains(expected, StringComparison.Ordinal)
            && post.Contains("enterprise", StringComparison.Ordinal)));

        (await host.Stop()).ExpectedSuccess();
        Assert.DoesNotContain(received, post => post.Contains(host.Token!, StringComparison.Ordinal));
        Assert.DoesNotContain(received, post => post.Contains("a-token-of-nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreachable_telemetry_endpoint_does_not_affect_requests()
    {
        var options = _workspace.Serve()
            .With("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1")
            .With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");
        await using var host = await Host.Start(options);
        Assert.Equal(200, await host.Client.Status("/me"));
        (await host.Stop()).ExpectedSuccess();
    }

    [Fact]
    public async Task Logs_without_an_endpoint_are_json_lines_without_secrets()
    {
        var options = _workspace.Serve()
            .With("Logging__LogLevel__Default", "Trace")
            .With("Logging__LogLevel__Microsoft.AspNetCore", "Trace");
        await using var host = await Host.Start(options);
        var shown = host.Token!;
        var issued = (string)(await host.Client.Create("/users/1/tokens", new { name = "another" }))["token"]!;
        using var stranger = host.ClientWith("a-token-of-nobody");
        using var another = host.ClientWith(issued);
        Assert.Equal(401, await stranger.Status("/me"));
        Assert.Equal(200, await another.Status("/me"));
        await host.Client.Create("/projects/", new { name = "Logged" });
        var finished = await host.Stop();
        finished.ExpectedSuccess();

        var lines = finished.Output.Where(line => line.StartsWith('{')).ToList();
        foreach (var line in lines)
        {
            using var entry = JsonDocument.Parse(line);
            Assert.EndsWith("Z", entry.RootElement.GetProperty("Timestamp").GetString(), StringComparison.Ordinal);
            Assert.NotEmpty(entry.RootElement.GetProperty("Category").GetString()!);
        }

        Assert.Contains(lines, line => line.Contains("Refused an invalid token", StringComparison.Ordinal));
        const string announcement =
            "^(|Enterprise is ready\\.|  (API|Docs|Data)   ?.+|The administrator is .+|  ent_.+)$";
        Assert.All(finished.Output.Except(lines), line => Assert.Matches(announcement, line));
        Assert.Equal(1, finished.Output.Count(line => line.Contains(shown, StringComparison.Ordinal)));
        Assert.DoesNotContain(lines, line => line.Contains(shown, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(issued, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("a-token-of-nobody", StringComparison.Ordinal));
    }

    /// <summary>Receives OTLP over HTTP: POSTs of protobuf, whose texts are readable as they are.</summary>
    private static async Task<WebApplication> Receive(string signal, ConcurrentQueue<string> received)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Workspace.AnyPort);
        var receiver = builder.Build();
        receiver.MapPost("/v1/{sent}", async (string sent, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            if (sent == signal && request.ContentType == "application/x-protobuf")
                received.Enqueue(Encoding.Latin1.GetString(body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
        await receiver.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }
}
