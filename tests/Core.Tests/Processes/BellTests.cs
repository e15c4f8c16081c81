using Enterprise.Core.Processes;

namespace Enterprise.Core.Tests.Processes;

public sealed class BellTests
{
    [Fact]
    public void A_ring_is_heard_by_whoever_listened_before_it_and_by_nobody_who_listens_after()
    {
        var bell = new Bell();
        var before = bell.Rung;
        Assert.False(before.IsCompleted);

        bell.Ring();
        var after = bell.Rung;

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(after.IsCompleted);
    }

    [Fact]
    public async Task However_many_ring_at_once_whoever_listened_wakes()
    {
        var bell = new Bell();
        var before = bell.Rung;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(bell.Ring, Registry.Stop)));

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(bell.Rung.IsCompleted);
    }
}
