using System.Buffers.Text;
using System.Security.Cryptography;

namespace Enterprise.Core.Encryption;

/// <summary>
/// Texts for callers that can't be made up or changed: a payload and its HMAC-SHA-256 (RFC 2104), in base64url. The
/// signature may cover a context that is not in the text, such as the list that a cursor belongs to.
/// </summary>
internal sealed class SignedToken(InstallationKeys keys)
{
    private const int SignatureBytes = HMACSHA256.HashSizeInBytes;

    /// <summary>Signs a payload with the newest key of a purpose.</summary>
    internal string Sign(string purpose, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> context = default) =>
        Base64Url.EncodeToString([.. payload, .. Signature(keys.Derive(purpose), payload, context)]);

    /// <summary>
    /// The payload of a text that <see cref="Sign"/> made for the same purpose and context; null for any other.
    /// </summary>
    internal byte[]? Read(string purpose, string? text, ReadOnlySpan<byte> context = default)
    {
        if (text is null || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        if (bytes.Length <= SignatureBytes)
            return null;
        var payload = bytes.AsSpan(..^SignatureBytes);
        var signature = bytes.AsSpan(^SignatureBytes..);
        foreach (var id in keys.Ids)
        {
            if (CryptographicOperations.FixedTimeEquals(
                signature,
                Signature(keys.Derive(purpose, id)!, payload, context)))
            {
                return payload.ToArray();
            }
        }

        return null;
    }

    private static byte[] Signature(byte[] key, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> context)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        if (!context.IsEmpty)
        {
            hash.AppendData(context);
            hash.AppendData([0]);
        }

        hash.AppendData(payload);
        return hash.GetHashAndReset();
    }
}
