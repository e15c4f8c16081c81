using Enterprise.Core.Storage;

namespace Enterprise.Core.Processes;

/// <summary>Asks for the documents of processes by when they are due, over all partitions.</summary>
internal static class DueDocuments
{
    private static readonly FieldValue _beginning = FieldValue.Of(DateTimeOffset.UnixEpoch);

    /// <summary>Those that are due first, by a field with their time.</summary>
    internal static async ValueTask<IReadOnlyList<Document<T>>> First<T>(
        IDocumentStore store,
        DocumentType<T> type,
        Field dueAt,
        int limit,
        CancellationToken cancellationToken)
        where T : class
    {
        var query = new DocumentQuery<T>(type)
        {
            // Unlike "is not null" it is one stretch of the index.
            Where = new Compare(dueAt, Comparison.GreaterOrEqual, _beginning),
            Sort = [new Order(dueAt)],
            Limit = limit,
        };
        return (await store.Query(query, cancellationToken)).Items;
    }
}
