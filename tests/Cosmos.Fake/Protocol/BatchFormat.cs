using System.Reflection;
using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;

namespace Enterprise.Cosmos.Fake.Protocol;

/// <summary>The SDK's numbers of operations.</summary>
internal enum BatchOperationKind
{
    Create = 0,
    Patch = 1,
    Read = 2,
    Delete = 4,
    Replace = 5,
    Upsert = 20,
}

internal sealed record BatchOperation(
    BatchOperationKind Kind, string? Id, ReadOnlyMemory<byte> Body, string? IfMatch, bool MinimalReturn);

internal sealed record BatchResult(int Status, int SubStatus, string? ETag, ReadOnlyMemory<byte> Body);

/// <summary>
/// Batches are sent as HybridRow records. The format is public in the SDK; the schema of a batch is internal to it.
/// </summary>
internal static class BatchFormat
{
    private const int RowSize = 4096;

    private static readonly Type Schemas = typeof(CosmosClient).Assembly.GetType(
        "Microsoft.Azure.Cosmos.BatchSchemaProvider", throwOnError: true)!;

    private static readonly LayoutResolverNamespace Resolver = Get<LayoutResolverNamespace>("BatchLayoutResolver");
    private static readonly Layout ResultLayout = Get<Layout>("BatchResultLayout");

    internal static List<BatchOperation> Read(ReadOnlyMemory<byte> body)
    {
        var operations = new List<BatchOperation>();
        var stream = new MemoryStream(body.ToArray());
        var result = stream.ReadRecordIOAsync(
            (ReadOnlyMemory<byte> record) => Read(record, operations),
            resizer: new MemorySpanResizer<byte>(body.Length)).GetAwaiter().GetResult();
        return result == Result.Success ? operations : throw Refusal.BadRequest("Unreadable batch.");
    }

    internal static byte[] Write(IReadOnlyList<BatchResult> results)
    {
        var stream = new MemoryStream();
        Check(stream.WriteRecordIOAsync(default(Segment), (long index, out ReadOnlyMemory<byte> buffer) =>
        {
            buffer = index < results.Count ? Row(results[(int)index]) : default;
            return Result.Success;
        }).GetAwaiter().GetResult());
        return stream.ToArray();
    }

    private static Result Read(ReadOnlyMemory<byte> record, List<BatchOperation> operations)
    {
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record.Span, HybridRowVersion.V1, Resolver))
            return Result.Failure;
        var reader = new RowReader(ref row);
        operations.Add(Read(ref reader));
        return Result.Success;
    }

    private static BatchOperation Read(ref RowReader reader)
    {
        var operation = new BatchOperation(BatchOperationKind.Patch, null, default, null, false);
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType":
                    Check(reader.ReadInt32(out var kind));
                    operation = operation with { Kind = (BatchOperationKind)kind };
                    break;
                case "id":
                    Check(reader.ReadString(out string id));
                    operation = operation with { Id = id };
                    break;
                case "resourceBody":
                    Check(reader.ReadBinary(out byte[] body));
                    operation = operation with { Body = body };
                    break;
                case "ifMatch":
                    Check(reader.ReadString(out string ifMatch));
                    operation = operation with { IfMatch = ifMatch };
                    break;
                case "minimalReturnPreference":
                    Check(reader.ReadBool(out var minimal));
                    operation = operation with { MinimalReturn = minimal };
                    break;
            }
        }

        return operation;
    }

    private static ReadOnlyMemory<byte> Row(BatchResult result)
    {
        var resizer = new MemorySpanResizer<byte>(RowSize);
        var row = new RowBuffer(RowSize, resizer);
        row.InitLayout(HybridRowVersion.V1, ResultLayout, Resolver);
        Check(RowWriter.WriteBuffer(ref row, result, Write));
        return resizer.Memory[..row.Length];
    }

    private static Result Write(ref RowWriter writer, TypeArgument type, BatchResult result)
    {
        Check(writer.WriteInt32("statusCode", result.Status));
        Check(writer.WriteInt32("subStatusCode", result.SubStatus));
        if (result.ETag is not null)
            Check(writer.WriteString("eTag", result.ETag));
        if (!result.Body.IsEmpty)
            Check(writer.WriteBinary("resourceBody", result.Body.Span));
        Check(writer.WriteFloat64("requestCharge", 1));
        return Result.Success;
    }

    private static void Check(Result result)
    {
        if (result != Result.Success)
            throw new InvalidOperationException($"HybridRow failed: {result}.");
    }

    private static T Get<T>(string property) => (T)Schemas.GetProperty(
        property, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.GetValue(null)!;
}
