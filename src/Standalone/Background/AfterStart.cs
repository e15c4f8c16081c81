namespace Enterprise.Standalone.Background;

/// <summary>
/// Starts a background service once the host listens. A service that started before would be canceled where the host
/// can't listen, and the host would log that as a failure of the service, beside the one line that names the cause.
/// </summary>
internal sealed partial class AfterStart<T>(T service, IHostApplicationLifetime lifetime, ILogger<T> logger)
    : IHostedLifecycleService
    where T : BackgroundService
{
    private Task _watching = Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await service.StartAsync(cancellationToken);
        _watching = Watch();
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await service.StopAsync(cancellationToken);
        await _watching;
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>A host whose background work has ended stops, as it would for any other service.</summary>
    private async Task Watch()
    {
        try
        {
            await (service.ExecuteTask ?? Task.CompletedTask);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            LogFailed(logger, exception, typeof(T).Name);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(LogLevel.Critical, "{Service} has failed; the host stops.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string service);
}

/// <summary>Adds background services that start once the host listens.</summary>
internal static class AfterStartServices
{
    internal static void AddAfterStart<T>(this IServiceCollection services)
        where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddHostedService<AfterStart<T>>();
    }
}
