using System.Net;
using Enterprise.Core.Storage;
using Enterprise.Cosmos.Connections;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Items;

/// <summary>A commit as a transactional batch, and the batch's response as the commit's result.</summary>
internal static class BatchWriter
{
    internal static TransactionalBatch Fill(TransactionalBatch batch, Commit commit, string token)
    {
        foreach (var write in commit.Writes)
        {
            var id = ItemId.Of(write.Type.Kind, write.Id);
            var options = new TransactionalBatchItemRequestOptions
            {
                IfMatchEtag = write.ExpectedVersion is { } version ? $"\"{version}\"" : null,
                EnableContentResponseOnWrite = false,
            };
            _ = write.Kind switch
            {
                WriteKind.Create => batch.CreateItemStream(ItemWriter.Write(commit, write, token), options),
                WriteKind.Replace => batch.ReplaceItemStream(id, ItemWriter.Write(commit, write, token), options),
                _ => batch.DeleteItem(id, options),
            };
        }

        return batch;
    }

    internal static CommitResult Result(Commit commit, TransactionalBatchResponse response, TimeSpan retryAfter)
    {
        if (response.IsSuccessStatusCode)
            return CommitResult.Done([.. response.Select(write => ItemReader.Version(write.ETag ?? ""))]);

        if (TransientErrors.IsTransient(response.StatusCode))
            throw TransientErrors.Unavailable(response.StatusCode, response.RetryAfter ?? retryAfter);
        return Conflict(commit, response)
            ?? throw new InvalidOperationException(
                $"Cosmos DB refuses a commit to {commit.Container.Name}: "
                + $"{(int)response.StatusCode} {response.ErrorMessage}");
    }

    // The write that failed has a status of its own; the others have 424, failed dependency.
    private static CommitResult? Conflict(Commit commit, TransactionalBatchResponse response)
    {
        for (var i = 0; i < response.Count && SubStatus.IsNone(response.Headers); i++)
        {
            switch (response[i].StatusCode)
            {
                case HttpStatusCode.Conflict when commit.Writes[i].Kind == WriteKind.Create:
                    return CommitResult.Conflicted(i, ConflictReason.Exists);
                case HttpStatusCode.PreconditionFailed or HttpStatusCode.NotFound
                    when commit.Writes[i].Kind != WriteKind.Create:
                    return CommitResult.Conflicted(i, ConflictReason.Changed);
            }
        }

        return null;
    }
}
