using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Teams;

/// <summary>Sends to Teams, through the webhook of a workflow.</summary>
internal sealed class TeamsSender(OutgoingClient client, MessageLinkBuilder links) : IMessageSender
{
    /// <inheritdoc/>
    public ChannelKind Kind => ChannelKind.Teams;

    /// <inheritdoc/>
    public async ValueTask<SendResult> Send(Message message, MessageTarget target, CancellationToken cancellationToken)
    {
        if (Sending.UrlOf(target) is not { } webhook)
            return SendResult.Refused("The address is no URL of a webhook.");
        var card = TeamsCards.Of(message, await links.Of(message, target, cancellationToken));
        using var request = new HttpRequestMessage(HttpMethod.Post, webhook) { Content = JsonText.Content(card) };
        return await client.Send(request, response => Sending.OfStatus(webhook.IdnHost, response), cancellationToken);
    }
}
