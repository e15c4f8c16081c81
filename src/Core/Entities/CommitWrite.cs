using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>One write of an <see cref="EntityCommit"/>, and the document as it was written.</summary>
internal sealed class CommitWrite<T>
    where T : class
{
    private readonly DocumentType<T> _type;
    private readonly DocumentKey _key;
    private readonly T? _value;
    private Document<T>? _document;

    internal CommitWrite(DocumentType<T> type, DocumentKey key, int index, T? value)
    {
        _type = type;
        _key = key;
        _value = value;
        Index = index;
    }

    /// <summary>Its place among the commit's writes.</summary>
    internal int Index { get; }

    /// <summary>Whether the commit failed because of this write: the document exists, or has another version.</summary>
    internal bool IsConflict { get; private set; }

    /// <summary>The document as it was written.</summary>
    /// <exception cref="InvalidOperationException">The commit was not saved, or not successfully.</exception>
    internal Document<T> Document =>
        _document ?? throw new InvalidOperationException($"The {_type.Kind} {_key.Id} was not written.");

    internal void Complete(Commit commit, CommitResult result)
    {
        if (result.Succeeded)
            _document = new Document<T>(_type, _key, result.Versions[Index], commit.Writes[Index].Json, _value);
        else
            IsConflict = result.Conflict.Index == Index;
    }
}
