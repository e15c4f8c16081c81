using System.Text;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Slack;

/// <summary>Sends to Slack: to a channel's webhook, or as the bot to a person found by e-mail address.</summary>
internal sealed class SlackSender(OutgoingClient client, SlackApi api, SlackUsers users, MessageLinkBuilder links)
    : IMessageSender
{
    private const string Person = "bot:";

    /// <inheritdoc/>
    public ChannelKind Kind => ChannelKind.Slack;

    /// <inheritdoc/>
    public async ValueTask<SendResult> Send(Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        if (target.Address.StartsWith(Person, StringComparison.Ordinal))
            return await SendToPerson(message, target, cancellationToken);
        if (Sending.UrlOf(target) is not { } webhook)
            return SendResult.Refused("The address is no URL of a webhook.");
        var body = SlackMessages.Of(message, await links.Of(message, target, cancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = JsonText.Content(body) };
        return await client.Send(
            request,
            response => Sending.OfStatus(webhook.IdnHost, response, Reason(response)),
            cancellationToken);
    }

    private async ValueTask<SendResult> SendToPerson(
        Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        if (!api.IsConfigured)
            return SendResult.Refused("Slack's bot is not configured: Enterprise:Slack:BotToken.");
        var (channel, response) = await users.IdOf(target.Address[Person.Length..], cancellationToken);
        if (!response.Result.Succeeded)
            return response.Result;
        if (channel is null)
            return SendResult.Refused("Slack's answer names no user.");
        var arguments = SlackMessages.Of(message, await links.Of(message, target, cancellationToken));
        arguments["channel"] = channel;
        return (await api.Post("chat.postMessage", arguments, cancellationToken)).Result;
    }

    /// <summary>The body of a webhook's response is the name of an error such as <c>invalid_payload</c>.</summary>
    private static string? Reason(OutgoingResponse response) =>
        SlackApi.NameOf(Encoding.ASCII.GetString(response.Body.Span));
}
