using System.Security.Cryptography;
using System.Text;
using Enterprise.Core.Identity;

namespace Enterprise.Core.Encryption;

/// <summary>Keys derived from the installation's secret, one a purpose (HKDF, RFC 5869).</summary>
public sealed class InstallationKeys
{
    private const int KeyBytes = 32;

    private byte[]? _secret;

    /// <summary>Tells the secret, which a host reads when it starts.</summary>
    public void Use(Installation installation) => _secret = installation.Secret;

    /// <summary>A key of 32 bytes for a purpose.</summary>
    public byte[] Derive(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256,
        _secret ?? throw new InvalidOperationException("The installation has not been started."),
        KeyBytes,
        info: Encoding.UTF8.GetBytes(purpose));
}
