using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Microsoft.Extensions.Logging;

namespace Enterprise.Core.Notifications;

/// <summary>
/// Attempts deliveries. An attempt is claimed by a commit before anything is sent, so that of several workers one
/// sends. A process that ends between sending and recording leaves the claim behind: when it runs out the message is
/// sent again, under the same id. So a message is sent at least once, and only after such an end more than once.
/// </summary>
internal sealed partial class DeliveryService(
    IDocumentStore store,
    DeliveryTargetResolver targets,
    IEnumerable<IMessageSender> senders,
    IDeliveryQueue queue,
    TimeProvider time,
    ILogger<DeliveryService> logger)
{
    /// <summary>How long an attempt is nobody else's; longer than <see cref="LongestSend"/>.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>How long sending may take before it counts as failed.</summary>
    public static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(60);

    private const int MostAttemptsKept = 20;
    private const int MostErrorCharacters = 500;

    private readonly Dictionary<ChannelKind, IMessageSender> _senders = senders.ToDictionary(sender => sender.Kind);

    /// <summary>
    /// A page of what is due by a time, or of everything that will be due where none is given; earliest first.
    /// </summary>
    public ValueTask<DocumentPage<Delivery>> Due(
        DateTimeOffset? until,
        Delivery? after,
        int limit,
        CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<Delivery>(DeliveryDocuments.Type)
        {
            Where = until is { } time
                ? new Compare(DeliveryDocuments.DueAt, Comparison.LessOrEqual, FieldValue.Of(time))
                : new IsNull(DeliveryDocuments.DueAt, Negated: true),
            Sort = [new Order(DeliveryDocuments.DueAt)],
            Limit = limit,
        };
        return store.Query(after is null ? query : query with { After = query.PositionOf(after) }, cancellationToken);
    }

    /// <summary>Makes one attempt, where the delivery is due and nobody else is at it.</summary>
    /// <returns>The delivery as it is now; null when there is none.</returns>
    public async ValueTask<Delivery?> Attempt(string id, CancellationToken cancellationToken)
    {
        var found = await store.Get(DeliveryDocuments.Type, DeliveryDocuments.Key(id), cancellationToken);
        if (found is null)
            return null;
        var now = Now();
        if (found.Value.Status != DeliveryStatus.Pending || found.Value.DueAt > now)
            return found.Value;

        var claimed = found.Value with
        {
            DueAt = now + Lease,
            GiveUpAt = found.Value.GiveUpAt ?? now + RetrySchedule.Patience,
            AttemptCount = found.Value.AttemptCount + 1,
            Attempts = [.. found.Value.Attempts.TakeLast(MostAttemptsKept - 1), new DeliveryAttempt { At = now }],
        };
        if (await Commit(found.Key, claimed, found.Version, cancellationToken) is not { } version)
            return (await store.Get(DeliveryDocuments.Type, found.Key, cancellationToken))?.Value;

        var done = Concluded(claimed, await Send(claimed, cancellationToken));
        if (await Commit(found.Key, done, version, CancellationToken.None) is null)
            LogOverrun(logger, id);
        else if (done.Status == DeliveryStatus.Dead)
            LogDead(logger, id, done.Recipient, done.Kind, done.Attempts[^1].Error);
        else if (QueuedDelivery.Of(done) is { } again)
            await queue.Enqueue([again], cancellationToken);
        return done;
    }

    private async ValueTask<(AttemptOutcome Outcome, TimeSpan? RetryAfter, string? Error)> Send(
        Delivery delivery,
        CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(LongestSend, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (await Overtaken(delivery, either.Token) is { } reason)
                return (AttemptOutcome.Skipped, null, reason);
            if (await targets.Of(delivery, either.Token) is not { } target)
                return (AttemptOutcome.Skipped, null, "The channel or its owner is gone, or muted.");
            if (!_senders.TryGetValue(delivery.Kind, out var sender))
                return (AttemptOutcome.Failed, null, "Nothing is configured to send this kind.");
            var result = await sender.Send(delivery.Message, target, either.Token);
            var outcome = result.Succeeded
                ? AttemptOutcome.Delivered
                : result.IsPermanent ? AttemptOutcome.Refused : AttemptOutcome.Failed;
            return (outcome, result.RetryAfter, Cut(result.Error));
        }
        catch (OperationCanceledException)
            when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (AttemptOutcome.Failed, null, "The other side did not answer in time.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or StoreUnavailableException)
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The exception's text may hold the URL, which is a secret.
            LogSenderFailed(logger, exception.GetType().Name, delivery.Id, delivery.Kind);
            return (AttemptOutcome.Failed, null, exception.GetType().Name);
        }
    }

    /// <summary>Why nobody has to be told any more; null when they have.</summary>
    private async ValueTask<string?> Overtaken(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Message is not { ApprovalToDecide: { } approvalId, ProjectId: { } projectId })
            return null;
        var approval = await store.Get(
            ApprovalDocuments.Type,
            ApprovalDocuments.Key(projectId, approvalId),
            cancellationToken);
        return approval?.Value.Status == ApprovalState.Pending ? null : "There is nothing to decide any more.";
    }

    private Delivery Concluded(Delivery claimed, (AttemptOutcome Outcome, TimeSpan? RetryAfter, string? Error) sent)
    {
        var now = Now();
        var next = sent.Outcome == AttemptOutcome.Failed
            ? RetrySchedule.Next(
                now,
                Failures(claimed),
                claimed.GiveUpAt ?? now,
                sent.RetryAfter,
                Random.Shared.NextDouble())
            : null;
        return claimed with
        {
            Status = sent.Outcome switch
            {
                AttemptOutcome.Delivered => DeliveryStatus.Delivered,
                AttemptOutcome.Skipped => DeliveryStatus.Skipped,
                AttemptOutcome.Failed when next is not null => DeliveryStatus.Pending,
                _ => DeliveryStatus.Dead,
            },
            DueAt = next is { } time ? UtcTimestampConverter.ToMicroseconds(time) : null,
            Attempts =
            [
                .. claimed.Attempts.SkipLast(1),
                claimed.Attempts[^1] with { Outcome = sent.Outcome, Error = sent.Error },
            ],
        };
    }

    /// <summary>Of the attempts kept; beyond them the pause has long been the longest.</summary>
    private static int Failures(Delivery claimed)
    {
        var since = claimed.GiveUpAt - RetrySchedule.Patience;
        return claimed.Attempts.Count(attempt => attempt.At >= since);
    }

    private async ValueTask<string?> Commit(
        DocumentKey key,
        Delivery delivery,
        string version,
        CancellationToken cancellationToken)
    {
        var commit = new Commit(Container.Outbox, key.Partition)
            .Replace(DeliveryDocuments.Type, key.Id, delivery, version);
        var result = await store.Commit(commit, cancellationToken);
        return result.Succeeded ? result.Versions[0] : null;
    }

    private DateTimeOffset Now() => UtcTimestampConverter.ToMicroseconds(time.GetUtcNow());

    private static string? Cut(string? error) =>
        error is { Length: > MostErrorCharacters } ? error[..MostErrorCharacters] : error;

    [LoggerMessage(LogLevel.Error, "The delivery {Id} to {Recipient} by {Kind} is dead: {Error}")]
    private static partial void LogDead(ILogger logger, string id, string recipient, ChannelKind kind, string? error);

    [LoggerMessage(LogLevel.Warning, "Sending the delivery {Id} by {Kind} failed with {Type}.")]
    private static partial void LogSenderFailed(ILogger logger, string type, string id, ChannelKind kind);

    [LoggerMessage(LogLevel.Warning, "The delivery {Id} took longer than its lease, and may be sent twice.")]
    private static partial void LogOverrun(ILogger logger, string id);
}
