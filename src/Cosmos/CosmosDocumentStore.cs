using System.Net;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Enterprise.Cosmos.Items;
using Enterprise.Cosmos.Queries;
using Microsoft.Azure.Cosmos;
using Container = Enterprise.Core.Storage.Container;

namespace Enterprise.Cosmos;

/// <summary>
/// The document store on Cosmos DB: point reads by id, queries that the containers' composite indexes serve, commits as
/// transactional batches. The service itself leaves out and deletes expired documents.
/// </summary>
public sealed class CosmosDocumentStore(CosmosAccount account) : IDocumentStore
{
    /// <inheritdoc/>
    public async ValueTask<Document<T>?> Get<T>(
        DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(type);
        var partition = PartitionLevels.Key(type.Container, key.Partition);
        var item = await account.WithinDeadline(
            stop => Read(type.Container, partition, ItemId.Of(type.Kind, key.Id), stop), cancellationToken);
        return item is { } found ? new Document<T>(type, key, found.ETag!, found.Data) : null;
    }

    /// <inheritdoc/>
    public ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(query);
        return account.WithinDeadline(stop => ReadPage(query, stop), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        cancellationToken.ThrowIfCancellationRequested();
        // Without the caller's token: a batch that was sent can't be cancelled.
        return commit.Writes.Count == 0
            ? new ValueTask<CommitResult>(CommitResult.Done([]))
            : account.WithinDeadline(stop => Write(commit, stop), CancellationToken.None);
    }

    private Microsoft.Azure.Cosmos.Container Open(Container container) =>
        account.Database.GetContainer(container.Name);

    private async ValueTask<Item?> Read(
        Container container, PartitionKey partition, string id, CancellationToken cancellationToken)
    {
        using var operation = new StoreOperation("read_item", container.Name);
        using var response = await Open(container)
            .ReadItemStreamAsync(id, partition, cancellationToken: cancellationToken);
        operation.Add(response.StatusCode, response.Headers.RequestCharge);
        if (response.StatusCode == HttpStatusCode.NotFound && SubStatus.IsNone(response.Headers))
            return null;
        response.EnsureSuccessStatusCode();
        var item = await ItemReader.ReadItem(container, response.Content, cancellationToken);
        return item with { ETag = ItemReader.Version(response.Headers.ETag) };
    }

    private async ValueTask<DocumentPage<T>> ReadPage<T>(
        DocumentQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        var type = query.Type;
        using var operation = new StoreOperation("query_items", type.Container.Name);
        using var pages = Open(type.Container).GetItemQueryStreamIterator(
            QueryText.Of(query), requestOptions: QueryScope.Options(type.Container, query.Scope, query.Limit + 1));
        var documents = new List<Document<T>>();
        while (pages.HasMoreResults && documents.Count <= query.Limit)
        {
            using var response = await pages.ReadNextAsync(cancellationToken);
            operation.Add(response.StatusCode, response.Headers.RequestCharge);
            response.EnsureSuccessStatusCode();
            foreach (var item in await ItemReader.ReadPage(type.Container, response.Content, cancellationToken))
            {
                var key = new DocumentKey(item.Partition, ItemId.Parse(type.Kind, item.Id));
                documents.Add(new Document<T>(type, key, item.ETag!, item.Data));
            }
        }

        return documents.Count > query.Limit
            ? new DocumentPage<T>(documents[..query.Limit], query.PositionOf(documents[query.Limit - 1].Value))
            : new DocumentPage<T>(documents, Next: null);
    }

    private async ValueTask<CommitResult> Write(Commit commit, CancellationToken cancellationToken)
    {
        var token = Guid.NewGuid().ToString("N");
        var partition = PartitionLevels.Key(commit.Container, commit.Partition);
        using var operation = new StoreOperation("execute_batch", commit.Container.Name);
        using var response = await BatchWriter.Fill(
            Open(commit.Container).CreateTransactionalBatch(partition), commit, token).ExecuteAsync(cancellationToken);
        operation.Add(response.StatusCode, response.Headers.RequestCharge);
        var result = BatchWriter.Result(commit, response, account.RetryAfter);
        if (result.Succeeded)
            return result;
        return await CommitRetry.FindFirstResult(commit, token, ReadAgain) ?? result;

        ValueTask<Item?> ReadAgain(DocumentWrite write) => Read(
            commit.Container, partition, ItemId.Of(write.Type.Kind, write.Id), cancellationToken);
    }
}
