using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Enterprise.Core.DeadLetters;

/// <summary>
/// Hands changes to a consumer so that one which can't be taken in never blocks the others for good: it is tried a few
/// times alone, then parked as a dead letter and reported.
/// </summary>
public sealed partial class ChangeDispatcher(IDocumentStore store, TimeProvider time, ILogger<ChangeDispatcher> logger)
{
    private const int MostAttempts = 5;
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Parks what can't be read, and hands the changes over.</summary>
    public async ValueTask Dispatch(IChangeConsumer consumer, ChangeBatch batch, CancellationToken cancellationToken)
    {
        foreach (var unreadable in batch.Unreadable)
            await Park(consumer, unreadable, cancellationToken);
        await Dispatch(consumer, batch.Changes, cancellationToken);
    }

    /// <summary>
    /// Hands the changes over; returns when each was taken in or parked. A store that is unavailable is no fault of the
    /// changes: its exception is passed on, and the host hands them over again later.
    /// </summary>
    public async ValueTask Dispatch(
        IChangeConsumer consumer,
        IReadOnlyList<Change> changes,
        CancellationToken cancellationToken)
    {
        if (changes.Count == 0)
            return;
        try
        {
            await consumer.Handle(changes, cancellationToken);
        }
        catch (Exception exception) when (IsFaultOfTheChanges(exception))
        {
            LogBatchFailed(logger, exception, consumer.Name, changes.Count);
            foreach (var change in changes)
                await DispatchAlone(consumer, change, cancellationToken);
        }
    }

    private async ValueTask DispatchAlone(IChangeConsumer consumer, Change change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await consumer.Handle([change], cancellationToken);
                return;
            }
            catch (Exception exception) when (IsFaultOfTheChanges(exception))
            {
                if (attempt == MostAttempts)
                {
                    await Park(consumer, change, exception, cancellationToken);
                    return;
                }
            }

            await Task.Delay(
                _firstPause * (1 << attempt) * (0.5 + Random.Shared.NextDouble()),
                time,
                cancellationToken);
        }
    }

    private ValueTask Park(
        IChangeConsumer consumer,
        Change change,
        Exception exception,
        CancellationToken cancellationToken)
    {
        LogParked(logger, exception, consumer.Name, change.Id, change.Action);
        var letter = new DeadLetter
        {
            Consumer = consumer.Name,
            ChangeId = change.Id,
            Change = change,
            Error = exception.Message,
            ParkedAt = time.GetUtcNow(),
        };
        return Keep(letter, cancellationToken);
    }

    private ValueTask Park(IChangeConsumer consumer, UnreadableChange unreadable, CancellationToken cancellationToken)
    {
        LogUnreadable(logger, unreadable.Id, unreadable.Error, consumer.Name);
        var letter = new DeadLetter
        {
            Consumer = consumer.Name,
            ChangeId = unreadable.Id,
            Json = unreadable.Json,
            Error = unreadable.Error,
            ParkedAt = time.GetUtcNow(),
        };
        return Keep(letter, cancellationToken);
    }

    private async ValueTask Keep(DeadLetter letter, CancellationToken cancellationToken)
    {
        // A conflict means that it is parked already.
        await store.Commit(CommitOf(letter), cancellationToken);
    }

    /// <summary>What poisons a change may keep it out of a letter too: the letter then names it.</summary>
    private static Commit CommitOf(DeadLetter letter)
    {
        var key = DeadLetterDocuments.Key(letter.Consumer, letter.ChangeId);
        var commit = new Commit(Container.Outbox, key.Partition);
        try
        {
            return commit.Create(DeadLetterDocuments.Type, key.Id, letter);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or JsonException)
        {
            return commit.Create(DeadLetterDocuments.Type, key.Id, letter with { Change = null });
        }
    }

    private static bool IsFaultOfTheChanges(Exception exception) =>
        exception is not (StoreUnavailableException or OperationCanceledException);

    [LoggerMessage(
        LogLevel.Warning,
        "{Consumer} failed on a batch of {Count} changes; they are handed over one by one.")]
    private static partial void LogBatchFailed(ILogger logger, Exception exception, string consumer, int count);

    [LoggerMessage(
        LogLevel.Error,
        "{Consumer} can't take in the change {ChangeId} ({Action}); it is parked as a dead letter.")]
    private static partial void LogParked(
        ILogger logger,
        Exception exception,
        string consumer,
        string changeId,
        string action);

    [LoggerMessage(
        LogLevel.Error,
        "The change {ChangeId} can't be read: {Error} It is parked as a dead letter of {Consumer}.")]
    private static partial void LogUnreadable(ILogger logger, string changeId, string error, string consumer);
}
