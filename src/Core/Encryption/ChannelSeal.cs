using System.Security.Cryptography;
using System.Text;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Encryption;

/// <summary>
/// Encrypts the addresses of channels (AES-256-GCM, a fresh nonce each) by a key of the installation, and binds each to
/// its channel: moved to another one it can't be opened.
/// </summary>
internal sealed class ChannelSeal(InstallationKeys keys)
{
    private const string Purpose = "channel-urls";
    private const byte Version = 1;
    private const int HeaderBytes = 1;
    private static readonly int _nonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int _tagBytes = AesGcm.TagByteSizes.MaxSize;

    internal string Close(ChannelOwner owner, long channelId, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[HeaderBytes + _nonceBytes + _tagBytes + plain.Length];
        whole[0] = Version;
        var (nonce, tag, cipher) = Parts(whole);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(keys.Derive(Purpose), _tagBytes);
        aes.Encrypt(nonce.Span, plain, cipher.Span, tag.Span, Binding(owner, channelId));
        return Convert.ToBase64String(whole);
    }

    internal string Open(ChannelOwner owner, long channelId, string text)
    {
        var whole = Convert.FromBase64String(text);
        if (whole.Length < HeaderBytes + _nonceBytes + _tagBytes || whole[0] != Version)
            throw new CryptographicException("The address of a channel has an unknown form.");
        var (nonce, tag, cipher) = Parts(whole);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(keys.Derive(Purpose), _tagBytes);
        aes.Decrypt(nonce.Span, cipher.Span, tag.Span, plain, Binding(owner, channelId));
        return Encoding.UTF8.GetString(plain);
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] whole) => (
        whole.AsMemory(HeaderBytes, _nonceBytes),
        whole.AsMemory(HeaderBytes + _nonceBytes, _tagBytes),
        whole.AsMemory(HeaderBytes + _nonceBytes + _tagBytes));

    private static byte[] Binding(ChannelOwner owner, long channelId) =>
        Encoding.UTF8.GetBytes($"{owner.Partition}/{Ids.Text(channelId)}");
}
