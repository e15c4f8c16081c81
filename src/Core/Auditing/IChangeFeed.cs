namespace Enterprise.Core.Auditing;

/// <summary>
/// The changes of every commit, in commit order, pulled by a consumer that remembers where it was. For stores whose
/// host pumps; where the platform pushes (the Cosmos DB trigger) nobody needs it.
/// </summary>
public interface IChangeFeed
{
    /// <summary>
    /// The changes after the consumer's last acknowledged one, oldest first; empty when there are none.
    /// </summary>
    ValueTask<FeedPage> Read(string consumer, int limit, CancellationToken cancellationToken);

    /// <summary>Remembers durably that the consumer is done up to this position.</summary>
    ValueTask Acknowledge(string consumer, long position, CancellationToken cancellationToken);

    /// <summary>
    /// Gives a consumer that has no position yet the position of its predecessor, durably; a consumer that has one
    /// keeps it, and one whose predecessor has none starts at the beginning. To be called before the consumer's first
    /// <see cref="Read"/>, which gives it a position.
    /// </summary>
    ValueTask StartFrom(string consumer, string predecessor, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the position of a consumer that is no more, so that no change is kept for it. Idempotent; to be called
    /// once its successors have positions.
    /// </summary>
    ValueTask Retire(string consumer, CancellationToken cancellationToken);

    /// <summary>Waits until something was committed after this position, or may have been by another process.</summary>
    ValueTask WaitForMore(long position, CancellationToken cancellationToken);
}

/// <summary>A page of the feed.</summary>
/// <param name="Batch">Oldest first.</param>
/// <param name="Position">The position of the last of them, or the consumer's when there are none.</param>
public sealed record FeedPage(ChangeBatch Batch, long Position)
{
    /// <summary>Those that can be read.</summary>
    public IReadOnlyList<Change> Changes => Batch.Changes;
}
