using System.Text.Json;

namespace Enterprise.Core.Storage;

/// <summary>What a write does with its document.</summary>
public enum WriteKind
{
    /// <summary>Inserts; conflicts when the document exists.</summary>
    Create,

    /// <summary>Replaces the document of the expected version.</summary>
    Replace,

    /// <summary>Deletes the document of the expected version.</summary>
    Delete,
}

/// <summary>One write of a <see cref="Commit"/>.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Type">The document's declaration.</param>
/// <param name="Id">Its id in the commit's partition.</param>
/// <param name="Json">Its body; empty for a deletion.</param>
/// <param name="Fields">The values of <see cref="DocumentType.Fields"/>, in their order; empty for a deletion.</param>
/// <param name="ExpectedVersion">The version that a replacement or deletion expects.</param>
public sealed record DocumentWrite(
    WriteKind Kind,
    DocumentType Type,
    string Id,
    ReadOnlyMemory<byte> Json,
    IReadOnlyList<FieldValue> Fields,
    string? ExpectedVersion);

/// <summary>
/// Writes to one partition that happen all or not at all: at most 100, each document at most once, 1.5 MB in all.
/// </summary>
public sealed class Commit(Container container, string partition)
{
    /// <summary>How many writes a commit can hold; Cosmos DB's limit of a transactional batch.</summary>
    public const int MostWrites = 100;

    /// <summary>The largest body in bytes, well under Cosmos DB's 2 MB for a whole item.</summary>
    public const int MostBytes = 1_000_000;

    /// <summary>The largest sum of bodies in bytes; Cosmos DB takes 2 MB a transactional batch.</summary>
    public const int MostBytesInAll = 1_500_000;

    private readonly List<DocumentWrite> _writes = [];

    /// <summary>The container of every write.</summary>
    public Container Container { get; } = container;

    /// <summary>The partition of every write.</summary>
    public string Partition { get; } = partition;

    /// <summary>The sum of the bodies in bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>The writes, in the order given.</summary>
    public IReadOnlyList<DocumentWrite> Writes => _writes;

    /// <summary>Adds an insertion.</summary>
    public Commit Create<T>(DocumentType<T> type, string id, T value)
        where T : class => Add(WriteKind.Create, type, id, value, expectedVersion: null);

    /// <summary>Adds the replacement of the document that was read with this version.</summary>
    public Commit Replace<T>(DocumentType<T> type, string id, T value, string expectedVersion)
        where T : class => Add(WriteKind.Replace, type, id, value, expectedVersion);

    /// <summary>Adds the deletion of the document that was read with this version.</summary>
    public Commit Delete(DocumentType type, string id, string expectedVersion) =>
        Add(new DocumentWrite(WriteKind.Delete, type, id, default, [], expectedVersion));

    private Commit Add<T>(WriteKind kind, DocumentType<T> type, string id, T value, string? expectedVersion)
        where T : class
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type.Json);
        if (json.Length > MostBytes)
            throw new ArgumentException($"A {type.Kind} of {json.Length} bytes is over {MostBytes}.", nameof(value));
        return Add(new DocumentWrite(kind, type, id, json, type.Values(value), expectedVersion));
    }

    private Commit Add(DocumentWrite write)
    {
        if (write.Type.Container != Container)
            throw new ArgumentException($"A {write.Type.Kind} does not live in {Container.Name}.", nameof(write));
        if (_writes.Count == MostWrites)
            throw new InvalidOperationException($"A commit holds at most {MostWrites} writes.");
        if (_writes.Exists(other => other.Id == write.Id && other.Type.Kind == write.Type.Kind))
            throw new ArgumentException($"The commit already writes the {write.Type.Kind} {write.Id}.", nameof(write));
        if (Bytes + write.Json.Length > MostBytesInAll)
            throw new InvalidOperationException($"A commit holds at most {MostBytesInAll} bytes.");
        _writes.Add(write);
        Bytes += write.Json.Length;
        return this;
    }
}

/// <summary>Why a commit did not happen.</summary>
public enum ConflictReason
{
    /// <summary>A document to be created exists.</summary>
    Exists,

    /// <summary>A document has another version than expected, or is gone.</summary>
    Changed,
}

/// <summary>The first write that kept a commit from happening.</summary>
/// <param name="Index">Its place in <see cref="Commit.Writes"/>.</param>
/// <param name="Reason">Why.</param>
public sealed record CommitConflict(int Index, ConflictReason Reason);

/// <summary>What became of a commit.</summary>
public sealed record CommitResult
{
    private CommitResult(IReadOnlyList<string> versions, CommitConflict? conflict)
    {
        Versions = versions;
        Conflict = conflict;
    }

    /// <summary>The new version of each written document, in the order of the writes; empty on a conflict.</summary>
    public IReadOnlyList<string> Versions { get; }

    /// <summary>What conflicted; null when everything is durably written.</summary>
    public CommitConflict? Conflict { get; }

    /// <summary>Whether everything is durably written.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Conflict))]
    public bool Succeeded => Conflict is null;

    public static CommitResult Done(IReadOnlyList<string> versions) => new(versions, null);

    public static CommitResult Conflicted(int index, ConflictReason reason) =>
        new([], new CommitConflict(index, reason));
}
