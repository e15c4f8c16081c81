using Enterprise.Cosmos.Items;

namespace Enterprise.Cosmos.Tests.Items;

public sealed class ItemIdTests
{
    [Theory]
    [InlineData("12", "card:12")]
    [InlineData("ann@example.com", "card:ann@example.com")]
    [InlineData("", "card:")]
    [InlineData("a/b\\c?d#e~f g%", "card:a~2Fb~5Cc~3Fd~23e~7Ef~20g~25")]
    [InlineData("Zoë 😀", "card:Zo~C3~AB~20~F0~9F~98~80")]
    public void Id_is_escaped_and_parsed_back(string id, string escaped)
    {
        Assert.Equal(escaped, ItemId.Of("card", id));
        Assert.Equal(id, ItemId.Parse("card", escaped));
    }

    [Theory]
    [InlineData("card:12", "12")]
    [InlineData("card:a~2Fb", "a/b")]
    [InlineData("card", null)]
    [InlineData("c", null)]
    [InlineData("cards:12", null)]
    [InlineData("card:a~2", null)]
    [InlineData("card:a~XY", null)]
    [InlineData("card:a~41", null)]
    [InlineData("card:a~FF", null)]
    public void TryParse_accepts_only_ids_of_our_format(string itemId, string? expected)
    {
        Assert.Equal(expected is not null, ItemId.TryParse("card", itemId, out var id));
        Assert.Equal(expected, expected is null ? null : id);
    }

    [Fact]
    public void Id_over_the_services_length_throws() =>
        Assert.Throws<ArgumentException>(() => ItemId.Of("card", new string('a', 1019)));
}
