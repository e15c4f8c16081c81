using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Enterprise.Integrations.Slack;

/// <summary>What goes on after Slack was answered: so much at once, and waited for when the host stops.</summary>
internal sealed partial class SlackWork(TimeProvider time, ILogger<SlackWork> logger) : IHostedService, IDisposable
{
    internal const int Most = 32;

    /// <summary>Slack waits for three seconds.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _longest = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _places = new(Most, Most);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Starts the work, and returns when it is done or Slack has waited long enough; false when there is no place.</summary>
    internal async ValueTask<bool> Start(Func<CancellationToken, Task> work)
    {
        if (!await _places.WaitAsync(TimeSpan.Zero, CancellationToken.None))
            return false;
        var running = Run(work);
        await Task.WhenAny(running, Task.Delay(_patience, time, CancellationToken.None));
        return true;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Takes every place, which is when nothing is going on any more.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            for (var i = 0; i < Most; i++)
                await _places.WaitAsync(cancellationToken);
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
        _places.Dispose();
    }

    private async Task Run(Func<CancellationToken, Task> work)
    {
        using var bound = new CancellationTokenSource(_longest, time);
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
            _places.Release();
        }
    }

    [LoggerMessage(LogLevel.Error, "What somebody asked for in Slack was not done.")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
