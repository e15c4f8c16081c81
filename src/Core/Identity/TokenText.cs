using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Core.Identity;

/// <summary>
/// The text of our own tokens: <c>ent_USER_TOKEN_SECRET</c>. The ids make the hash a point read; the prefix lets
/// secret scanners find a token that was committed somewhere.
/// </summary>
internal static class TokenText
{
    internal const string Prefix = "ent_";

    private const int SecretBytes = 32;

    /// <summary>The longest text that is looked at.</summary>
    internal const int MostCharacters = 256;

    internal static string Create(long userId, long tokenId)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{userId}_{tokenId}_{secret}");
    }

    /// <summary>The ids in a token's text; false for a text of another form, such as a preset one.</summary>
    internal static bool TryParse(string text, out long userId, out long tokenId)
    {
        (userId, tokenId) = (0, 0);
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = text.AsSpan(Prefix.Length);
        var first = rest.IndexOf('_');
        if (first < 0)
            return false;
        var second = rest[(first + 1)..].IndexOf('_');
        return second >= 0
            && long.TryParse(rest[..first], NumberStyles.None, CultureInfo.InvariantCulture, out userId)
            && long.TryParse(
                rest.Slice(first + 1, second),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out tokenId);
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Compares hashes in a time that does not tell how much of them agrees.</summary>
    internal static bool SameHash(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(left), Encoding.ASCII.GetBytes(right));
}
