using Enterprise.Core.Storage;
using Enterprise.Cosmos.Layout;

namespace Enterprise.Cosmos.Tests.Layout;

public sealed class CosmosSetupTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Verify_after_create_finds_no_difference()
    {
        await using var account = await TestAccount.Open(Cards.All);

        Assert.Empty(await Setup(account, Cards.All).Verify(Stop));
    }

    [Fact]
    public async Task Verify_names_differences_and_create_fixes_them()
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
