using System.Text.Json.Nodes;
using Enterprise.Core.Access;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Auditing;
using Enterprise.Core.Identity;
using Enterprise.Core.Integrations;
using Enterprise.Core.Notifications;
using Enterprise.Core.Problems;
using Enterprise.Integrations.Outgoing;
using Microsoft.Extensions.Logging;

namespace Enterprise.Integrations.Slack;

/// <summary>Decides approvals on behalf of the user who pressed a button in Slack.</summary>
internal sealed partial class SlackInteractions(
    SlackBackgroundWork work,
    SlackUsers users,
    SlackApi api,
    SlackOutcome outcomes,
    OutgoingClient client,
    CallerDirectory callers,
    ApprovalAnswerService answers,
    ILogger<SlackInteractions> logger) : ISlackInteractions
{
    private const int MostReasonCharacters = 2000;

    /// <inheritdoc/>
    public async ValueTask<bool> Take(JsonObject payload, Origin origin, CancellationToken cancellationToken)
    {
        var type = SlackAction.Text(payload, "type");
        if (type == "view_submission" && SlackAction.OfDialog(payload) is { } submitted)
        {
            var reason = SlackAction.Text(payload, "view", "state", "values", "reason", "reason", "value")?.Trim();
            return await work.Start(stop => Decide(payload, origin, submitted, Decision.Reject, reason, stop));
        }

        if (type != "block_actions" || SlackAction.OfButton(payload) is not { } action)
            return true;
        return SlackAction.Text(payload, "actions", SlackAction.First, "action_id") switch
        {
            SlackMessages.Approve => await work.Start(stop =>
                Decide(payload, origin, action, Decision.Approve, comment: null, stop)),
            SlackMessages.Reject => await work.Start(stop => AskForReason(payload, action, stop)),
            _ => true,
        };
    }

    private async Task Decide(
        JsonObject payload,
        Origin origin,
        SlackAction action,
        Decision decision,
        string? comment,
        CancellationToken cancellationToken)
    {
        var (caller, refusal) = await Identify(payload, cancellationToken);
        if (caller is null)
        {
            await ReplyPrivately(action, refusal!, cancellationToken);
            return;
        }

        try
        {
            var call = new Call(caller, origin with { UserId = caller.UserId });
            var approval = await answers.Decide(
                call, action.ApprovalId, action.Round, decision, comment, cancellationToken);
            await Respond(action, await outcomes.Of(payload, action, approval, cancellationToken), cancellationToken);
        }
        catch (RefusedException exception)
        {
            string[] sentences = [exception.Message, .. exception.Errors.Select(error => error.Message)];
            await ReplyPrivately(action, string.Join(' ', sentences), cancellationToken);
        }
    }

    /// <summary>The user with the e-mail address that Slack confirms.</summary>
    private async ValueTask<(Caller? Caller, string? Refusal)> Identify(
        JsonObject payload, CancellationToken cancellationToken)
    {
        if (!api.IsConfigured)
            return (null, "This can't be decided in Slack: there is no bot that could find out who you are.");
        var (email, response) = SlackAction.Text(payload, "user", "id") is { Length: > 0 } id
            ? await users.EmailOf(id, cancellationToken)
            : (null, new SlackResponse(SendResult.Sent, Body: null, Error: null));
        if (!response.Result.Succeeded)
            return (null, "Slack did not tell who you are. Try again in a while.");
        var caller = email is null ? null : await callers.FromEmail(email, cancellationToken);
        return (caller, caller is null ? "The e-mail address of your Slack account is no active user's here." : null);
    }

    private async Task AskForReason(JsonObject payload, SlackAction action, CancellationToken cancellationToken)
    {
        var arguments = new JsonObject
        {
            ["trigger_id"] = SlackAction.Text(payload, "trigger_id"),
            ["view"] = Dialog(action),
        };
        var response = await api.Post("views.open", arguments, cancellationToken);
        if (!response.Result.Succeeded)
        {
            await ReplyPrivately(
                action, "The dialog could not be opened. Try again, or use the page.", cancellationToken);
        }
    }

    private static JsonObject Dialog(SlackAction action) => new()
    {
        ["type"] = "modal",
        ["callback_id"] = "reject",
        ["private_metadata"] = action.Metadata(),
        ["title"] = SlackMessages.Plain("Reject"),
        ["submit"] = SlackMessages.Plain("Reject"),
        ["close"] = SlackMessages.Plain("Cancel"),
        ["blocks"] = new JsonArray
        {
            new JsonObject
            {
                ["type"] = "input",
                ["block_id"] = "reason",
                ["label"] = SlackMessages.Plain("Why?"),
                ["element"] = new JsonObject
                {
                    ["type"] = "plain_text_input",
                    ["action_id"] = "reason",
                    ["multiline"] = true,
                    ["min_length"] = 1,
                    ["max_length"] = MostReasonCharacters,
                },
            },
        },
    };

    /// <summary>Replies so that only the user who pressed the button sees it.</summary>
    private Task ReplyPrivately(SlackAction action, string text, CancellationToken cancellationToken) => Respond(
        action,
        new JsonObject
        {
            ["response_type"] = "ephemeral",
            ["replace_original"] = false,
            ["text"] = SlackMessages.Escaped(text, MostReasonCharacters),
        },
        cancellationToken);

    private async Task Respond(SlackAction action, JsonObject body, CancellationToken cancellationToken)
    {
        if (action.ResponseUrl is not { } url)
            return;
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonText.Content(body) };
        var result = await client.Send(
            request, response => Sending.OfStatus(url.IdnHost, response), cancellationToken);
        if (!result.Succeeded)
            LogNotSent(logger, result.Error);
    }

    [LoggerMessage(LogLevel.Warning, "The outcome of a decision could not be sent to Slack: {Error}")]
    private static partial void LogNotSent(ILogger logger, string? error);
}
