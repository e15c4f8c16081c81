using Enterprise.Core.Encryption;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;

namespace Enterprise.Core.Notifications;

/// <summary>Finds out, when a delivery is sent, where it goes: what is secret is nowhere else.</summary>
internal sealed class DeliveryTargetResolver(IDocumentStore store, SecretEncryption encryption)
{
    /// <summary>The target; null when the channel is gone or muted, or the person has left.</summary>
    internal async ValueTask<MessageTarget?> Of(Delivery delivery, CancellationToken cancellationToken)
    {
        string? ownEmail = null;
        if (delivery.UserId is { } userId)
        {
            var user = await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken);
            if (user is not { Value: { IsActive: true, Email: { } email } })
                return null;
            ownEmail = email;
        }

        var address = delivery.ChannelId is { } channelId
            ? await OfChannel(delivery, channelId, cancellationToken)
            : delivery.Kind == ChannelKind.Slack ? ChannelAddress.Bot + ownEmail : ownEmail;
        return address is null
            ? null
            : new MessageTarget(delivery.Kind, address, delivery.UserId) { DeliveryId = delivery.Id };
    }

    private async ValueTask<string?> OfChannel(Delivery delivery, long channelId, CancellationToken cancellationToken)
    {
        var key = new DocumentKey(delivery.Recipient, Ids.Text(channelId));
        var channel = await store.Get(ChannelDocuments.Type, key, cancellationToken);
        if (channel is null || channel.Value.Muted || channel.Value.Kind != delivery.Kind)
            return null;
        var url = await store.Get(ChannelDocuments.Urls, key, cancellationToken);
        return url is null
            ? null
            : ChannelSecrets.Decrypt(encryption, ChannelOwner.Of(channel.Value), channelId, url.Value.Sealed);
    }
}
