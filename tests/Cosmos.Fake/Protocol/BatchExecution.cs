using Enterprise.Cosmos.Fake.Storage;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>Runs a transactional batch: everything or nothing, with one entry in the log.</summary>
internal sealed class BatchExecution(FakeContainer container, PartitionRange range, string partitionKey)
{
    private const int MostOperations = 100;
    private const int MostBytes = 2 * 1024 * 1024;
    private const int FailedDependency = 424;

    internal GatewayResponse Run(ReadOnlyMemory<byte> body)
    {
        var operations = BatchFormat.Read(body);
        if (operations.Count > MostOperations)
            throw Refusal.BadRequest("Batch request has more operations than what is supported.");
        if (body.Length > MostBytes)
            throw Refusal.TooLarge();

        var results = new List<BatchResult>();
        var sequence = range.Sequence + 1;
        try
        {
            range.Transact(() =>
            {
                foreach (var operation in operations)
                    results.Add(Run(operation, sequence));
            });
        }
        catch (Refusal refusal)
        {
            var failed = results.Count;
            return new GatewayResponse(207, BatchFormat.Write(
            [
                .. operations.Select((_, i) => i == failed
                    ? new BatchResult(refusal.Status, refusal.SubStatus, null, default)
                    : new BatchResult(FailedDependency, 0, null, default)),
            ]));
        }

        range.Sequence = sequence;
        return new GatewayResponse(200, BatchFormat.Write(results));
    }

    private BatchResult Run(BatchOperation operation, long sequence)
    {
        switch (operation.Kind)
        {
            case BatchOperationKind.Create:
                return Written(201, operation, WriteMode.Create, sequence);
            case BatchOperationKind.Upsert:
                return Written(200, operation, WriteMode.Upsert, sequence);
            case BatchOperationKind.Replace:
                return Written(200, operation, WriteMode.Replace, sequence);
            case BatchOperationKind.Read:
                var item = ItemWrites.Read(container, partitionKey, operation.Id!);
                return new BatchResult(200, 0, item.ETag, Json.Bytes(item.Properties));
            case BatchOperationKind.Delete:
                ItemWrites.Delete(container, partitionKey, operation.Id!, operation.IfMatch);
                return new BatchResult(204, 0, null, default);
            default:
                throw Refusal.BadRequest($"The fake has no {operation.Kind} in a batch.");
        }
    }

    private BatchResult Written(int status, BatchOperation operation, WriteMode mode, long sequence)
    {
        var item = ItemWrites.Write(
            container, mode, partitionKey, operation.Id, operation.Body, operation.IfMatch, sequence);
        return new BatchResult(
            status, 0, item.ETag, operation.MinimalReturn ? default : Json.Bytes(item.Properties));
    }
}
