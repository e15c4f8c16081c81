using Enterprise.Core.Encryption;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>Encrypts the addresses of channels, each bound to its channel and owner.</summary>
internal static class ChannelSecrets
{
    private const string Purpose = "channel-urls";

    internal static string Encrypt(SecretEncryption encryption, ChannelOwner owner, long channelId, string address) =>
        encryption.Encrypt(Purpose, Binding(owner, channelId), address);

    internal static string Decrypt(SecretEncryption encryption, ChannelOwner owner, long channelId, string encrypted) =>
        encryption.Decrypt(Purpose, Binding(owner, channelId), encrypted);

    private static string Binding(ChannelOwner owner, long channelId) => $"{owner.Partition}/{Ids.Text(channelId)}";
}
