using Enterprise.Core.Storage;
using Enterprise.Cosmos.Layout;

namespace Enterprise.Cosmos.Tests.Layout;

public sealed class CosmosSetupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_created_is_as_it_should_be()
    {
        await using var account = await TestAccount.Open(Cards.All);

        Assert.Empty(await Setup(account, Cards.All).Verify(Stop));
    }

    [Fact]
    public async Task What_is_missing_is_told_and_then_created()
    {
        await using var account = await TestAccount.Open([Cards.Type]);
        var wanted = Setup(account, [Cards.Type, Cards.Entries, Later]);

        Assert.Equal(
            [
                "There is no container audit.",
                "projects does not index /f/number/?.",
                "projects lacks the index /kind Ascending, /f/number Ascending.",
            ],
            (await wanted.Verify(Stop)).Order(StringComparer.Ordinal));

        await wanted.Create(Stop);

        Assert.Empty(await wanted.Verify(Stop));
    }

    private static DocumentType<Entry> Later { get; } = new(
        Container.Projects, "entry", CardJson.Default.Entry, (Cards.Number, entry => FieldValue.Of(entry.Number)));

    private static CosmosSetup Setup(TestAccount account, IReadOnlyList<DocumentType> types) =>
        new(account.Account, CosmosLayout.Of(types));
}
