using System.Security.Cryptography;
using Enterprise.Core.Encryption;

namespace Enterprise.Core.Tests.Encryption;

public sealed class SignedTokenTests
{
    private const string Purpose = "approval-links";

    private readonly InstallationKey _first = new(1, RandomNumberGenerator.GetBytes(32));
    private readonly InstallationKey _second = new(2, RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Read_returns_the_payload_also_after_a_rotation()
    {
        var text = With(_first).Sign(Purpose, [1, 2, 3], [4]);

        Assert.Equal([1, 2, 3], With(_first).Read(Purpose, text, [4])!);
        Assert.Equal([1, 2, 3], With(_first, _second).Read(Purpose, text, [4])!);
        Assert.Null(With(_second).Read(Purpose, text, [4]));
    }

    [Fact]
    public void Read_for_another_purpose_or_context_returns_null()
    {
        var tokens = With(_first);
        var text = tokens.Sign(Purpose, [1, 2, 3], [4]);

        Assert.Null(tokens.Read("cursors", text, [4]));
        Assert.Null(tokens.Read(Purpose, text, [5]));
        Assert.Null(tokens.Read(Purpose, text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64url!")]
    [InlineData("AQID")]
    public void Read_of_what_is_no_token_returns_null(string? text) => Assert.Null(With(_first).Read(Purpose, text));

    [Fact]
    public void Read_of_a_changed_token_returns_null()
    {
        var tokens = With(_first);
        var text = tokens.Sign(Purpose, [1, 2, 3]);

        for (var i = 0; i < text.Length - 1; i++)
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            Assert.Null(tokens.Read(Purpose, changed));
        }
    }

    private static SignedToken With(params InstallationKey[] installed)
    {
        var keys = new InstallationKeys();
        keys.Use(installed);
        return new SignedToken(keys);
    }
}
