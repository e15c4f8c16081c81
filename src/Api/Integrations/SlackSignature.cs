using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Api.Integrations;

/// <summary>Slack's signature of a request, version 0: an HMAC-SHA256 over the time and the raw body.</summary>
internal sealed class SlackSignature(string? secret)
{
    private const string Version = "v0=";
    private static readonly TimeSpan _tolerance = TimeSpan.FromMinutes(5);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(secret ?? "");

    /// <summary>Whether a signing secret is configured.</summary>
    internal bool IsConfigured => _key.Length > 0;

    /// <summary>Whether Slack signed this request, no longer than the tolerance ago.</summary>
    internal bool IsValid(string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        if (!IsConfigured
            || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs((decimal)now.ToUnixTimeSeconds() - seconds) > (decimal)_tolerance.TotalSeconds
            || signature?.Length != Version.Length + (2 * HMACSHA256.HashSizeInBytes))
        {
            return false;
        }

        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"v0:{timestamp}:"));
        hmac.AppendData(body);
        var expected = Version + Convert.ToHexStringLower(hmac.GetHashAndReset());
        return CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(expected),
            Encoding.UTF8.GetBytes(signature));
    }
}
