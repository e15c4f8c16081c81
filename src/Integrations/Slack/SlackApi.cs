using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Slack;

/// <summary>What Slack's API answered to a call.</summary>
/// <param name="Result">What became of the call.</param>
/// <param name="Body">The answer; null unless it succeeded.</param>
/// <param name="Error">Slack's name of the error; null where the answer has none.</param>
internal sealed record SlackAnswer(SendResult Result, JsonObject? Body, string? Error);

/// <summary>Calls Slack's API as the bot.</summary>
internal sealed partial class SlackApi(OutgoingClient client, SlackOptions options)
{
    /// <summary>Errors that pass; all others stay until somebody changes something.</summary>
    private static readonly HashSet<string> _transient = new(StringComparer.Ordinal)
    {
        "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable",
        "request_timeout", "team_added_to_org", "rollup_error", "external_channel_migrating", "org_login_required",
    };

    /// <summary>Whether there is a bot.</summary>
    internal bool IsConfigured => options.BotToken is not null;

    /// <summary>Reads something, which may as well happen twice.</summary>
    internal ValueTask<SlackAnswer> Get(string method, string parameter, string value, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(options.ApiRoot, $"{method}?{parameter}={Uri.EscapeDataString(value)}"));
        request.Options.Set(OutgoingClient.MayRepeat, true);
        return Send(method, request, cancellationToken);
    }

    /// <summary>Does something.</summary>
    internal ValueTask<SlackAnswer> Post(string method, JsonObject arguments, CancellationToken cancellationToken) => Send(
        method,
        new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiRoot, method)) { Content = JsonText.Content(arguments) },
        cancellationToken);

    private async ValueTask<SlackAnswer> Send(string method, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken);
            SlackAnswer? read = null;
            var result = await client.Send(
                request,
                answer =>
                {
                    read = Read(method, answer);
                    return read.Result;
                },
                cancellationToken);
            return read ?? new SlackAnswer(result, Body: null, Error: null);
        }
    }

    private static SlackAnswer Read(string method, OutgoingAnswer answer)
    {
        var body = Parse(answer.Body);
        var error = body?["error"] is JsonValue value && value.TryGetValue<string>(out var text) ? NameOf(text) : null;
        if (answer.Status != HttpStatusCode.OK)
            return new SlackAnswer(Sending.OfStatus("Slack", answer, error ?? method), Body: null, error);
        if (body is null)
            return new SlackAnswer(SendResult.Failed($"Slack's answer to {method} can't be read."), Body: null, Error: null);
        if (body["ok"] is JsonValue ok && ok.TryGetValue<bool>(out var isOk) && isOk)
            return new SlackAnswer(SendResult.Sent, body, Error: null);
        var what = $"Slack answered {error ?? "an error"} to {method}.";
        return new SlackAnswer(
            error is not null && _transient.Contains(error) ? SendResult.Failed(what, answer.RetryAfter) : SendResult.Refused(what),
            Body: null,
            error);
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Names of errors are told; whatever else an answer holds may be what was sent.</summary>
    internal static string? NameOf(string text) => Name().IsMatch(text) ? text : null;

    [GeneratedRegex("^[a-z0-9_]{1,64}$")]
    private static partial Regex Name();
}
