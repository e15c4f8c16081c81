namespace Enterprise.Core.Storage;

/// <summary>The document store: what Enterprise keeps, on SQLite or on Cosmos DB.</summary>
/// <remarks>
/// Every method throws <see cref="StoreUnavailableException"/> when the store can't answer now; then a commit may or
/// may not have happened. A commit that has been handed over is not taken back by its cancellation token.
/// </remarks>
public interface IDocumentStore
{
    /// <summary>Reads one document; null when there is none.</summary>
    ValueTask<Document<T>?> Get<T>(DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Reads one page of the documents that a query asks for.</summary>
    ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
        where T : class;

    /// <summary>Writes everything of the commit, durably, or nothing.</summary>
    ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken);
}

/// <summary>The store can't answer now: throttled, overloaded, out of reach. Worth another try.</summary>
public sealed class StoreUnavailableException(string message, TimeSpan retryAfter, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>When another try makes sense.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
