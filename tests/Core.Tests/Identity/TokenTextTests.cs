using CsCheck;
using Enterprise.Core.Identity;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests.Identity;

public sealed class TokenTextTests
{
    [Fact]
    public void Token_text_round_trips_its_ids() =>
        Gen.Select(Gen.Long[1, Ids.Largest], Gen.Long[1, Ids.Largest]).Sample(
        (user, token) =>
        {
            var text = TokenText.Create(user, token);

            Assert.True(TokenText.TryParse(text, out var parsedUser, out var parsedToken));
            Assert.Equal((user, token), (parsedUser, parsedToken));
            Assert.True(text.Length <= TokenText.MostCharacters);
        });

    [Fact]
    public void Token_texts_are_unique() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => TokenText.Create(1, 1)).Distinct().Count());

    [Fact]
    public void Secret_has_256_bits() => Assert.Equal(43, TokenText.Create(1, 2)["ent_1_2_".Length..].Length);

    [Theory]
    [InlineData("")]
    [InlineData("ent_")]
    [InlineData("ent_1")]
    [InlineData("ent_1_2")]
    [InlineData("ent_1_x_s")]
    [InlineData("ent__2_s")]
    [InlineData("ent_-1_2_s")]
    [InlineData("ent_ 1_2_s")]
    [InlineData("ent_9223372036854775808_2_s")]
    [InlineData("ENT_1_2_s")]
    [InlineData("a preset token of another form")]
    public void Malformed_text_is_not_parsed(string text) => Assert.False(TokenText.TryParse(text, out _, out _));

    [Fact]
    public void Hash_is_SHA_256_and_is_compared_in_full()
    {
        var hash = TokenText.Hash("abc");

        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash);
        Assert.True(TokenText.SameHash(hash, TokenText.Hash("abc")));
        Assert.False(TokenText.SameHash(hash, TokenText.Hash("abd")));
        Assert.False(TokenText.SameHash(hash, hash[1..]));
    }
}
