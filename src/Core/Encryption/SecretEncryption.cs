using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Core.Encryption;

/// <summary>
/// Encrypts secrets (AES-256-GCM, a fresh nonce each) by a key of the installation, and binds each to the place where
/// it is kept: moved to another place it can't be decrypted.
/// </summary>
/// <remarks>
/// The form is base64 of a version, the id of the key (2 bytes), nonce, tag and ciphertext; version and key id are
/// authenticated with the binding. The first version had no key id, and is read with the first key.
/// </remarks>
internal sealed class SecretEncryption(InstallationKeys keys)
{
    private const byte FirstVersion = 1;
    private const byte Version = 2;
    private const int FirstKey = 1;
    private const int FirstHeaderBytes = 1;
    private const int HeaderBytes = 3;
    private static readonly int _nonceBytes = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int _tagBytes = AesGcm.TagByteSizes.MaxSize;

    /// <summary>Encrypts a text with the newest key.</summary>
    /// <param name="purpose">What kind of secret it is; each kind has keys of its own.</param>
    /// <param name="binding">Where it is kept.</param>
    /// <param name="text">The secret.</param>
    internal string Encrypt(string purpose, string binding, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var whole = new byte[HeaderBytes + _nonceBytes + _tagBytes + plain.Length];
        whole[0] = Version;
        BinaryPrimitives.WriteUInt16BigEndian(whole.AsSpan(1), checked((ushort)keys.CurrentId));
        var (nonce, tag, cipher) = Parts(whole, HeaderBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(keys.Derive(purpose), _tagBytes);
        aes.Encrypt(
            nonce.Span,
            plain,
            cipher.Span,
            tag.Span,
            [.. whole.AsSpan(0, HeaderBytes), .. Encoding.UTF8.GetBytes(binding)]);
        return Convert.ToBase64String(whole);
    }

    /// <summary>Decrypts what <see cref="Encrypt"/> made for the same purpose and place.</summary>
    /// <exception cref="CryptographicException">
    /// It was made for another place, with a key that is gone, or is damaged.
    /// </exception>
    internal string Decrypt(string purpose, string binding, string text)
    {
        var whole = Convert.FromBase64String(text);
        var header = Header(whole);
        var keyId = header == FirstHeaderBytes ? FirstKey : BinaryPrimitives.ReadUInt16BigEndian(whole.AsSpan(1));
        var key = keys.Derive(purpose, keyId)
            ?? throw new CryptographicException(
                $"A secret was encrypted with the key {keyId}, which is not known here.");
        var place = Encoding.UTF8.GetBytes(binding);
        var (nonce, tag, cipher) = Parts(whole, header);
        var plain = new byte[cipher.Length];
        using var aes = new AesGcm(key, _tagBytes);
        aes.Decrypt(
            nonce.Span,
            cipher.Span,
            tag.Span,
            plain,
            header == FirstHeaderBytes ? place : [.. whole.AsSpan(0, header), .. place]);
        return Encoding.UTF8.GetString(plain);
    }

    private static int Header(byte[] whole)
    {
        var header = whole switch
        {
            [FirstVersion, ..] => FirstHeaderBytes,
            [Version, ..] => HeaderBytes,
            _ => throw new CryptographicException("A secret has an unknown form."),
        };
        return whole.Length >= header + _nonceBytes + _tagBytes
            ? header
            : throw new CryptographicException("A secret is cut off.");
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Cipher) Parts(byte[] whole, int header) => (
        whole.AsMemory(header, _nonceBytes),
        whole.AsMemory(header + _nonceBytes, _tagBytes),
        whole.AsMemory(header + _nonceBytes + _tagBytes));
}
