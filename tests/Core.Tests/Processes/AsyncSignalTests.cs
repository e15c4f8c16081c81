using Enterprise.Core.Processes;

namespace Enterprise.Core.Tests.Processes;

public sealed class AsyncSignalTests
{
    [Fact]
    public void Raise_completes_earlier_waiters_but_not_later_ones()
    {
        var signal = new Bell();
        var before = signal.Rung;
        Assert.False(before.IsCompleted);

        signal.Ring();
        var after = signal.Rung;

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(after.IsCompleted);
    }

    [Fact]
    public async Task Concurrent_raises_complete_an_earlier_waiter()
    {
        var signal = new Bell();
        var before = signal.Rung;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(signal.Ring, CoreFixture.Stop)));

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(signal.Rung.IsCompleted);
    }
}
