using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Enterprise.Core.Storage;

/// <summary>Where a document is: its partition and its id, unique there among its kind.</summary>
public readonly record struct DocumentKey(string Partition, string Id);

/// <summary>A document as read: its body, still as JSON, and the version that a later write can expect.</summary>
/// <param name="type">The declaration that reads the body.</param>
/// <param name="key">Where it is.</param>
/// <param name="version">The store's version, opaque; it changes with every write.</param>
/// <param name="json">The body, UTF-8 JSON.</param>
/// <param name="value">The body as read, where it is known already.</param>
public sealed class Document<T>(
    DocumentType<T> type, DocumentKey key, string version, ReadOnlyMemory<byte> json, T? value = null)
    where T : class
{
    private T? _value = value;

    /// <summary>Where it is.</summary>
    public DocumentKey Key { get; } = key;

    /// <summary>The store's version, opaque; the ETag is made of it.</summary>
    public string Version { get; } = version;

    /// <summary>The body as UTF-8 JSON, for passing it on without reading it.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    /// <summary>The body, read on first use.</summary>
    public T Value => _value ??= JsonSerializer.Deserialize(Json.Span, type.Json)
        ?? throw new JsonException($"The document {Key} holds no {type.Kind}.");
}

/// <summary>One page of a query.</summary>
/// <param name="Items">At most as many as the query's limit.</param>
/// <param name="Next">
/// The position of the last item, for the <see cref="DocumentQuery{T}.After"/> of the next page; null when there is no
/// other page.
/// </param>
public sealed record DocumentPage<T>(IReadOnlyList<Document<T>> Items, IReadOnlyList<FieldValue>? Next)
    where T : class
{
    /// <summary>Whether the query has more after the last item.</summary>
    [MemberNotNullWhen(true, nameof(Next))]
    public bool HasMore => Next is not null;
}
