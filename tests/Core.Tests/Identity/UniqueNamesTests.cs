using Enterprise.Core.Entities;

namespace Enterprise.Core.Tests.Identity;

public sealed class UniqueNamesTests : IDisposable
{
    private readonly Registry _registry = new();

    private UniqueNames Names => _registry.Service<UniqueNames>();

    [Fact]
    public async Task A_name_is_claimed_by_one()
    {
        Assert.True(await Claim(1));
        Assert.True(await Claim(1));
        Assert.False(await Claim(2));
        Assert.True(await Claim(2, name: "another"));
    }

    [Fact]
    public async Task Of_many_at_once_one_gets_the_name()
    {
        var claimed = await Task.WhenAll(Enumerable.Range(1, 30)
            .Select(id => Task.Run(() => Claim(id), Registry.Stop)));

        Assert.Single(claimed, isClaimed => isClaimed);
    }

    [Fact]
    public async Task An_orphan_is_taken_over_after_its_grace()
    {
        Assert.True(await Claim(1));

        _registry.Time.Advance(UniqueNames.Grace - TimeSpan.FromSeconds(1));
        Assert.False(await Claim(2));
        _registry.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Claim(2));
        Assert.False(await Claim(1));
    }

    [Fact]
    public async Task A_name_that_is_held_is_never_taken_over()
    {
        Assert.True(await Claim(1));
        _registry.Time.Advance(UniqueNames.Grace * 100);

        Assert.False(await Claim(2, holder: 1));
    }

    [Fact]
    public async Task Of_many_at_once_one_takes_an_orphan_over()
    {
        Assert.True(await Claim(1));
        _registry.Time.Advance(UniqueNames.Grace);

        var claimed = await Task.WhenAll(Enumerable.Range(2, 30)
            .Select(id => Task.Run(() => Claim(id), Registry.Stop)));

        Assert.Single(claimed, isClaimed => isClaimed);
    }

    [Fact]
    public async Task A_claim_taken_up_again_has_its_grace_again()
    {
        Assert.True(await Claim(1));
        _registry.Time.Advance(UniqueNames.Grace * 2);

        Assert.True(await Claim(1));

        Assert.False(await Claim(2));
    }

    [Fact]
    public async Task A_name_given_back_is_free_at_once()
    {
        Assert.True(await Claim(1));

        await Names.Release("sample", "name", 2, Registry.Stop);
        Assert.False(await Claim(2));
        await Names.Release("sample", "name", 1, Registry.Stop);
        await Names.Release("sample", "name", 1, Registry.Stop);
        Assert.True(await Claim(2));
    }

    public void Dispose() => _registry.Dispose();

    private Task<bool> Claim(long id, long? holder = null, string name = "name") => Names.Claim(
        "sample",
        name,
        id,
        other => ValueTask.FromResult(other == holder),
        Registry.Stop).AsTask();
}
