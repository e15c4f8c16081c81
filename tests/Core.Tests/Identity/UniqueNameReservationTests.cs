using Enterprise.Core.Entities;

namespace Enterprise.Core.Tests.Identity;

public sealed class UniqueNameReservationTests : IDisposable
{
    private readonly CoreFixture _core = new();

    private UniqueNameReservation Names => _core.Service<UniqueNameReservation>();

    [Fact]
    public async Task Name_is_claimed_by_one_entity_only()
    {
        Assert.True(await Claim(1));
        Assert.True(await Claim(1));
        Assert.False(await Claim(2));
        Assert.True(await Claim(2, name: "another"));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_claims_succeeds()
    {
        var claimed = await Task.WhenAll(Enumerable.Range(1, 30)
            .Select(id => Task.Run(() => Claim(id), CoreFixture.Stop)));

        Assert.Single(claimed, isClaimed => isClaimed);
    }

    [Fact]
    public async Task Orphaned_claim_is_taken_over_after_its_grace_period()
    {
        Assert.True(await Claim(1));

        _core.Time.Advance(UniqueNameReservation.Grace - TimeSpan.FromSeconds(1));
        Assert.False(await Claim(2));
        _core.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await Claim(2));
        Assert.False(await Claim(1));
    }

    [Fact]
    public async Task Claim_in_use_is_never_taken_over()
    {
        Assert.True(await Claim(1));
        _core.Time.Advance(UniqueNameReservation.Grace * 100);

        Assert.False(await Claim(2, holder: 1));
    }

    [Fact]
    public async Task Only_one_of_many_concurrent_takeovers_succeeds()
    {
        Assert.True(await Claim(1));
        _core.Time.Advance(UniqueNameReservation.Grace);

        var claimed = await Task.WhenAll(Enumerable.Range(2, 30)
            .Select(id => Task.Run(() => Claim(id), CoreFixture.Stop)));

        Assert.Single(claimed, isClaimed => isClaimed);
    }

    [Fact]
    public async Task Renewed_claim_has_a_new_grace_period()
    {
        Assert.True(await Claim(1));
        _core.Time.Advance(UniqueNameReservation.Grace * 2);

        Assert.True(await Claim(1));

        Assert.False(await Claim(2));
    }

    [Fact]
    public async Task Released_name_is_free_at_once_and_only_its_holder_can_release_it()
    {
        Assert.True(await Claim(1));

        await Names.Release("sample", "name", 2, CoreFixture.Stop);
        Assert.False(await Claim(2));
        await Names.Release("sample", "name", 1, CoreFixture.Stop);
        await Names.Release("sample", "name", 1, CoreFixture.Stop);
        Assert.True(await Claim(2));
    }

    public void Dispose() => _core.Dispose();

    private Task<bool> Claim(long id, long? holder = null, string name = "name") => Names.Claim(
        "sample",
        name,
        id,
        other => ValueTask.FromResult(other == holder),
        CoreFixture.Stop).AsTask();
}
