using Enterprise.Core.Auditing;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Items;
using Enterprise.Cosmos.Layout;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos.Feed;

/// <summary>
/// Hands the changes committed to a container to a consumer, in the order of each partition, at least once, as the
/// Functions trigger does, for a host that has none. Processes of the same consumer share the work by leases.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="container">The container whose changes to follow.</param>
/// <param name="consumer">The consumer's name; each has its own position.</param>
/// <param name="handle">Handles a batch. The position moves on when it returns; when it throws, it is retried.</param>
public sealed class CosmosChangeFeed(
    CosmosAccount account,
    Container container,
    string consumer,
    Func<ChangeBatch, CancellationToken, Task> handle)
{
    /// <summary>How long to wait before asking again when there was nothing new.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>After how long a failed batch is retried, and a lease that no process owns is acquired.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long the lease of a process that no longer renews it is acquired by another.</summary>
    public TimeSpan LeaseExpiration { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many documents to ask for at once; the changes among them make a batch.</summary>
    public int MostDocuments { get; init; } = 100;

    /// <summary>Called on every failure, of the consumer and of the feed, which continues by itself.</summary>
    public Action<Exception>? OnFailure { get; init; }

    /// <summary>
    /// The prefix of the consumer's leases. A trigger with the same prefix continues at the same position.
    /// </summary>
    public static string ProcessorName(Container container, string consumer)
    {
        ArgumentNullException.ThrowIfNull(container);
        return $"{container.Name}-{consumer}";
    }

    /// <summary>Runs until it is cancelled.</summary>
    public async Task Run(CancellationToken cancellationToken)
    {
        var processor = Build();
        await processor.StartAsync();
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Cancelled as requested: the processor is stopped below.
        }
        finally
        {
            await processor.StopAsync();
        }
    }

    private ChangeFeedProcessor Build() => account.Database.GetContainer(container.Name)
        .GetChangeFeedProcessorBuilder(ProcessorName(container, consumer), Handle)
        .WithInstanceName($"{Environment.MachineName}-{Guid.NewGuid():N}")
        .WithLeaseContainer(account.Database.GetContainer(CosmosLayout.Leases.Name))
        .WithLeaseConfiguration(RetryInterval, LeaseExpiration, renewInterval: LeaseExpiration / 3)
        .WithPollInterval(PollInterval)
        .WithMaxItems(MostDocuments)
        .WithStartTime(DateTime.MinValue.ToUniversalTime())
        .WithErrorNotification(Report)
        .Build();

    private async Task Handle(
        ChangeFeedProcessorContext context, Stream documents, CancellationToken cancellationToken)
    {
        var batch = new ChangeBatch();
        foreach (var item in await ItemReader.ReadPage(container, documents, cancellationToken))
        {
            if (item.Kind == Changes.OfProjects.Kind)
                batch.Add(ItemId.TryParse(item.Kind, item.Id, out var id) ? id : item.Id, item.Data.Span);
        }

        if (batch.Count > 0)
            await handle(batch, cancellationToken);
    }

    private Task Report(string lease, Exception exception)
    {
        OnFailure?.Invoke(exception);
        return Task.CompletedTask;
    }
}
