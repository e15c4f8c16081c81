using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Enterprise.Api.Tests.Approvals;
using Enterprise.Api.Tests.Hosting;
using Enterprise.Integrations.Tests.Hosting;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Tests.Integrations;

/// <summary>A host with a fake of Slack's API.</summary>
public sealed class SlackHost : RespondHost
{
    private const string Secret = "8f742231b10e8888abcd99yyyzzz85a5";

    private Receiver? _slack;

    /// <summary>The profiles of Slack's users, by id.</summary>
    internal ConcurrentDictionary<string, string> People { get; } = new();

    internal IReadOnlyList<Received> Calls => _slack!.Requests;

    internal Uri Slack => _slack!.Url;

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Slack:SigningSecret"] = Secret,
        ["Slack:BotToken"] = "xoxb-secret",
        ["Slack:ApiUrl"] = $"{Slack}api/",
        ["Outgoing:TrustedHosts:0"] = "127.0.0.1",
    };

    /// <inheritdoc/>
    public override async ValueTask InitializeAsync()
    {
        _slack = await Receiver.Start(Answer);
        await base.InitializeAsync();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_slack is not null)
            await _slack.DisposeAsync();
    }

    /// <summary>Waits for the request that was sent to this path of Slack.</summary>
    internal async Task<JsonObject> SentTo(string path)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        bound.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (Calls.FirstOrDefault(call => call.Target.EndsWith(path, StringComparison.Ordinal)) is { } call)
                return call.Json;
            await Task.Delay(TimeSpan.FromMilliseconds(20), bound.Token);
        }
    }

    internal Task<Answer> Press(
        JsonObject payload,
        TimeSpan age = default,
        string secret = Secret,
        string? signature = null)
    {
        var body = Encoding.UTF8.GetBytes($"payload={Uri.EscapeDataString(payload.ToJsonString())}");
        return Send(body, age, secret, signature);
    }

    internal Task<Answer> Send(byte[] body, TimeSpan age = default, string secret = Secret, string? signature = null)
    {
        var timestamp = (Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"v0:{timestamp}:"), .. body];
        signature ??= "v0=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/x-www-form-urlencoded");
        return Nobody.With("X-Slack-Request-Timestamp", timestamp).With("X-Slack-Signature", signature)
            .Send("POST", "/integrations/slack/actions", content);
    }

    private Task Answer(Received request, HttpContext http)
    {
        var id = http.Request.Query["user"].ToString();
        var answer = request.Target.Contains("/api/users.info", StringComparison.Ordinal)
            ? People.TryGetValue(id, out var person)
                ? $$"""{"ok":true,"user":{{person}}}"""
                : """{"ok":false,"error":"user_not_found"}"""
            : """{"ok":true}""";
        return http.Response.WriteAsync(answer, http.RequestAborted);
    }
}
