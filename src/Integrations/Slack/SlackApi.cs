using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Slack;

/// <summary>The response of Slack's API.</summary>
/// <param name="Result">The result of the call.</param>
/// <param name="Body">The body; null unless the call succeeded.</param>
/// <param name="Error">Slack's name of the error; null if the response has none.</param>
internal sealed record SlackResponse(SendResult Result, JsonObject? Body, string? Error);

/// <summary>Calls Slack's API as the bot.</summary>
internal sealed partial class SlackApi(OutgoingClient client, SlackOptions options)
{
    /// <summary>Transient errors; all others are permanent.</summary>
    private static readonly HashSet<string> _transient = new(StringComparer.Ordinal)
    {
        "ratelimited", "rate_limited", "message_limit_exceeded", "internal_error", "fatal_error", "service_unavailable",
        "request_timeout", "team_added_to_org", "rollup_error", "external_channel_migrating", "org_login_required",
    };

    /// <summary>Whether a bot is configured.</summary>
    internal bool IsConfigured => options.BotToken is not null;

    /// <summary>Calls a method that only reads; it is retried.</summary>
    internal ValueTask<SlackResponse> Get(
        string method, string parameter, string value, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(options.ApiRoot, $"{method}?{parameter}={Uri.EscapeDataString(value)}"));
        request.Options.Set(OutgoingClient.IsIdempotent, true);
        return Send(method, request, cancellationToken);
    }

    /// <summary>Calls a method that writes; it is not retried.</summary>
    internal ValueTask<SlackResponse> Post(string method, JsonObject arguments, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.ApiRoot, method))
        {
            Content = JsonText.Content(arguments),
        };
        return Send(method, request, cancellationToken);
    }

    private async ValueTask<SlackResponse> Send(
        string method, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using (request)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.BotToken);
            SlackResponse? read = null;
            var result = await client.Send(
                request,
                response =>
                {
                    read = Read(method, response);
                    return read.Result;
                },
                cancellationToken);
            return read ?? new SlackResponse(result, Body: null, Error: null);
        }
    }

    private static SlackResponse Read(string method, OutgoingResponse response)
    {
        var body = Parse(response.Body);
        var error = body?["error"] is JsonValue value && value.TryGetValue<string>(out var text) ? NameOf(text) : null;
        if (response.Status != HttpStatusCode.OK)
            return new SlackResponse(Sending.OfStatus("Slack", response, error ?? method), Body: null, error);
        if (body is null)
        {
            var unreadable = SendResult.Failed($"Slack's answer to {method} can't be read.");
            return new SlackResponse(unreadable, Body: null, Error: null);
        }

        if (body["ok"] is JsonValue ok && ok.TryGetValue<bool>(out var isOk) && isOk)
            return new SlackResponse(SendResult.Sent, body, Error: null);
        var what = $"Slack answered {error ?? "an error"} to {method}.";
        var result = error is not null && _transient.Contains(error)
            ? SendResult.Failed(what, response.RetryAfter)
            : SendResult.Refused(what);
        return new SlackResponse(result, Body: null, error);
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

    /// <summary>Only names of errors are shown; any other text of a response may repeat what was sent.</summary>
    internal static string? NameOf(string text) => Name().IsMatch(text) ? text : null;

    [GeneratedRegex("^[a-z0-9_]{1,64}$")]
    private static partial Regex Name();
}
