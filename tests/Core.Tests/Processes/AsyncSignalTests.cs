using Enterprise.Core.Processes;

namespace Enterprise.Core.Tests.Processes;

public sealed class AsyncSignalTests
{
    [Fact]
    public void Raise_completes_earlier_waiters_but_not_later_ones()
    {
        var signal = new AsyncSignal();
        var before = signal.Raised;
        Assert.False(before.IsCompleted);

        signal.Raise();
        var after = signal.Raised;

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(after.IsCompleted);
    }

    [Fact]
    public async Task Concurrent_raises_complete_an_earlier_waiter()
    {
        var signal = new AsyncSignal();
        var before = signal.Raised;

        await Task.WhenAll(Enumerable.Range(0, 30).Select(_ => Task.Run(signal.Raise, CoreFixture.Stop)));

        Assert.True(before.IsCompletedSuccessfully);
        Assert.False(signal.Raised.IsCompleted);
    }
}
