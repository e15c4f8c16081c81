namespace Enterprise.Cosmos.Tests;

public sealed class ItemIdTests
{
    [Theory]
    [InlineData("12", "card:12")]
    [InlineData("ann@example.com", "card:ann@example.com")]
    [InlineData("", "card:")]
    [InlineData("a/b\\c?d#e~f g%", "card:a~2Fb~5Cc~3Fd~23e~7Ef~20g~25")]
    [InlineData("Zoë 😀", "card:Zo~C3~AB~20~F0~9F~98~80")]
    public void An_id_is_escaped_and_comes_back(string id, string escaped)
    {
        Assert.Equal(escaped, ItemId.Of("card", id));
        Assert.Equal(id, ItemId.Parse("card", escaped));
    }

    [Fact]
    public void An_id_that_the_service_would_not_take_is_refused() =>
        Assert.Throws<ArgumentException>(() => ItemId.Of("card", new string('a', 1019)));
}
