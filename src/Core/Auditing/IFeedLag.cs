namespace Enterprise.Core.Auditing;

/// <summary>
/// Reads how far the consumers of the change feed are behind; see <see cref="Auditing.FeedLagGauge"/>.
/// </summary>
public interface IFeedLag
{
    /// <summary>When the oldest change was made that a consumer has not taken in; null when it has them all.</summary>
    /// <param name="consumer">The consumer's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<DateTimeOffset?> OldestPending(string consumer, CancellationToken cancellationToken);
}
