using System.Security.Cryptography;
using System.Text;
using Enterprise.Core.Encryption;

namespace Enterprise.Core.Tests.Encryption;

public sealed class SecretEncryptionTests
{
    private const string Purpose = "channel-address";
    private const string Place = "channel:1";
    private const string Secret = "https://hooks.example.com/ключ";

    private readonly InstallationKey _first = new(1, RandomNumberGenerator.GetBytes(32));
    private readonly InstallationKey _second = new(2, RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Decrypt_returns_what_was_encrypted_and_two_encryptions_differ()
    {
        var encryption = With(_first);

        var (one, other) = (encryption.Encrypt(Purpose, Place, Secret), encryption.Encrypt(Purpose, Place, Secret));

        Assert.NotEqual(one, other);
        Assert.Equal(Secret, encryption.Decrypt(Purpose, Place, one));
        Assert.Equal(Secret, encryption.Decrypt(Purpose, Place, other));
    }

    [Fact]
    public void Decrypt_after_a_rotation_uses_the_key_that_encrypted()
    {
        var before = With(_first).Encrypt(Purpose, Place, Secret);
        var rotated = With(_first, _second);

        var after = rotated.Encrypt(Purpose, Place, Secret);

        Assert.Equal(Secret, rotated.Decrypt(Purpose, Place, before));
        Assert.Equal(Secret, With(_second).Decrypt(Purpose, Place, after));
        Assert.Throws<CryptographicException>(() => With(_first).Decrypt(Purpose, Place, after));
        Assert.Throws<CryptographicException>(() => With(_second).Decrypt(Purpose, Place, before));
    }

    [Fact]
    public void Decrypt_reads_the_first_version_with_the_first_key()
    {
        var keys = new InstallationKeys();
        keys.Use([_first]);
        var (nonce, tag, cipher) = (new byte[12], new byte[16], new byte[Encoding.UTF8.GetByteCount(Secret)]);
        using (var aes = new AesGcm(keys.Derive(Purpose), tag.Length))
            aes.Encrypt(nonce, Encoding.UTF8.GetBytes(Secret), cipher, tag, Encoding.UTF8.GetBytes(Place));
        var text = Convert.ToBase64String([1, .. nonce, .. tag, .. cipher]);

        Assert.Equal(Secret, With(_first, _second).Decrypt(Purpose, Place, text));
    }

    [Fact]
    public void Decrypt_for_another_purpose_or_place_is_refused()
    {
        var encryption = With(_first);
        var text = encryption.Encrypt(Purpose, Place, Secret);

        Assert.ThrowsAny<CryptographicException>(() => encryption.Decrypt("another", Place, text));
        Assert.ThrowsAny<CryptographicException>(() => encryption.Decrypt(Purpose, "channel:2", text));
    }

    [Fact]
    public void Decrypt_of_a_text_of_which_any_byte_is_changed_or_cut_off_is_refused()
    {
        var encryption = With(_first, _second);
        var whole = Convert.FromBase64String(encryption.Encrypt(Purpose, Place, Secret));

        for (var i = 0; i < whole.Length; i++)
        {
            var changed = whole.ToArray();
            changed[i] ^= 1;
            var text = Convert.ToBase64String(changed);
            Assert.ThrowsAny<CryptographicException>(() => encryption.Decrypt(Purpose, Place, text));
            var cut = Convert.ToBase64String(whole.AsSpan(..i));
            Assert.ThrowsAny<CryptographicException>(() => encryption.Decrypt(Purpose, Place, cut));
        }
    }

    private static SecretEncryption With(params InstallationKey[] installed)
    {
        var keys = new InstallationKeys();
        keys.Use(installed);
        return new SecretEncryption(keys);
    }
}
