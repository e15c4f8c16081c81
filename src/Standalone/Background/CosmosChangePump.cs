using System.Net;
using Enterprise.Core.Auditing;
using Enterprise.Core.DeadLetters;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Feed;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Standalone.Background;

/// <summary>
/// Hands the changes of each container of the account to each consumer, for as long as the host runs. Hosts on one
/// account share the work.
/// </summary>
internal sealed partial class CosmosChangePump(
    CosmosAccount account,
    FeedPositions positions,
    IEnumerable<IChangeConsumer> consumers,
    ChangeDispatcher dispatcher,
    TimeProvider time,
    ILogger<CosmosChangePump> logger) : BackgroundService
{
    private static readonly TimeSpan _pauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        from consumer in consumers
        from type in Changes.All
        select Task.Run(() => Follow(type.Container, consumer, stoppingToken), CancellationToken.None));

    private async Task Follow(Container container, IChangeConsumer consumer, CancellationToken stoppingToken)
    {
        var feed = new CosmosChangeFeed(
            account,
            container,
            consumer.Name,
            (batch, cancellationToken) => dispatcher.Dispatch(consumer, batch, cancellationToken).AsTask())
        {
            OnFailure = exception => Report(container, consumer, exception),
        };
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (consumer.Predecessor is { } predecessor)
                    await positions.StartFrom(container, consumer.Name, predecessor, stoppingToken);
                await feed.Run(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogFailed(logger, exception, container.Name, consumer.Name);
                await Task.Delay(_pauseAfterFailure, time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Report(Container container, IChangeConsumer consumer, Exception exception)
    {
        switch (exception)
        {
            case ChangeFeedProcessorUserException { InnerException: { } failure }:
                LogFailed(logger, failure, container.Name, consumer.Name);
                break;
            case CosmosException { StatusCode: HttpStatusCode.PreconditionFailed }:
                LogMoved(logger, container.Name, consumer.Name);
                break;
            default:
                LogInterrupted(logger, exception, container.Name, consumer.Name);
                break;
        }
    }

    [LoggerMessage(LogLevel.Error, "The feed of {Container} for {Consumer} failed; it is read again.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string container, string consumer);

    [LoggerMessage(LogLevel.Debug, "A part of the feed of {Container} for {Consumer} is processed by another host.")]
    private static partial void LogMoved(ILogger logger, string container, string consumer);

    [LoggerMessage(LogLevel.Warning, "The feed of {Container} for {Consumer} was interrupted; it is resumed.")]
    private static partial void LogInterrupted(ILogger logger, Exception exception, string container, string consumer);
}
