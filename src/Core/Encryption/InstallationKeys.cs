using System.Security.Cryptography;
using System.Text;

namespace Enterprise.Core.Encryption;

/// <summary>
/// Keys derived from the installation's secrets, one a purpose (HKDF, RFC 5869). The newest secret encrypts and signs;
/// the older ones still decrypt and verify.
/// </summary>
public sealed class InstallationKeys
{
    private const int KeyBytes = 32;

    private IReadOnlyList<InstallationKey>? _keys;

    /// <summary>The id of the newest secret.</summary>
    public int CurrentId => Known[0].Id;

    /// <summary>The ids of every secret, the newest first.</summary>
    public IEnumerable<int> Ids => Known.Select(key => key.Id);

    private IReadOnlyList<InstallationKey> Known =>
        _keys ?? throw new InvalidOperationException("The installation has not been started.");

    /// <summary>Sets the secrets, which a host reads when it starts.</summary>
    public void Use(IEnumerable<InstallationKey> keys) => _keys = [.. keys.OrderByDescending(key => key.Id)];

    /// <summary>The newest key of 32 bytes for a purpose.</summary>
    public byte[] Derive(string purpose) => Derive(purpose, Known[0]);

    /// <summary>The key of 32 bytes for a purpose from the secret of this id; null where there is none.</summary>
    public byte[]? Derive(string purpose, int id) =>
        Known.FirstOrDefault(key => key.Id == id) is { } key ? Derive(purpose, key) : null;

    private static byte[] Derive(string purpose, InstallationKey key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key.Secret, KeyBytes, info: Encoding.UTF8.GetBytes(purpose));
}
