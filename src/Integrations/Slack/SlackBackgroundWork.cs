using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Integrations.Slack;

/// <summary>
/// Work that continues after the response to Slack: at most <see cref="Max"/> at once, finished before the host stops.
/// </summary>
internal sealed partial class SlackBackgroundWork(TimeProvider time, ILogger<SlackBackgroundWork> logger)
    : IHostedService, IDisposable
{
    internal const int Max = 32;

    /// <summary>Slack waits three seconds for a response.</summary>
    private static readonly TimeSpan _responseTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _slots = new(Max, Max);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>
    /// Starts the work, and returns when it is done or Slack needs a response; false if no slot is free.
    /// </summary>
    internal async ValueTask<bool> Start(Func<CancellationToken, Task> work)
    {
        if (!await _slots.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return false;
        var running = Run(work);
        await Task.WhenAny(running, Task.Delay(_responseTime, time, CancellationToken.None));
        return true;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Acquires every slot, that is waits until no work is in progress.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < Max; i++)
                await _slots.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await _stop.CancelAsync();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Dispose();
        _slots.Dispose();
    }

    private async Task Run(Func<CancellationToken, Task> work)
    {
        using var bound = new CancellationTokenSource(_timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, _stop.Token);
        try
        {
            await work(either.Token);
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception);
        }
        finally
        {
            _slots.Release();
        }
    }

    [LoggerMessage(LogLevel.Error, "A request from Slack could not be carried out.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
