using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Enterprise.Core.Storage;

/// <summary>A field that queries may filter or sort by. Stores keep its value beside the document's body.</summary>
/// <param name="Name">Its name, snake_case; unique in the document type.</param>
/// <param name="Kind">What it holds.</param>
public sealed record Field(string Name, FieldKind Kind);

/// <summary>One field of an index, or of a sort.</summary>
public sealed record Order(Field Field, bool Descending = false);

/// <summary>An index over declared fields, in the order given. A store serves it in both directions.</summary>
public sealed record DocumentIndex(params IReadOnlyList<Order> Fields)
{
    /// <summary>Whether it is for queries in one partition, whose name then comes before the fields.</summary>
    public bool WithinPartition { get; init; }

    /// <summary>An index for queries in one partition.</summary>
    public static DocumentIndex InPartition(params IReadOnlyList<Order> fields) =>
        new(fields) { WithinPartition = true };
}

/// <summary>
/// Declares a kind of document once, for every store: its container, its body's JSON, the fields that can be asked
/// for, its indexes and how long it lives. Stores read this to lay out tables, containers and indexing policies.
/// </summary>
public abstract class DocumentType(Container container, string kind)
{
    /// <summary>The container that holds it.</summary>
    public Container Container { get; } = container;

    /// <summary>The kind's name, snake_case; unique but for kinds that live in two containers.</summary>
    public string Kind { get; } = kind;

    /// <summary>The fields, in the order in which <see cref="DocumentWrite.Fields"/> carries their values.</summary>
    public abstract IReadOnlyList<Field> Fields { get; }

    /// <summary>The field that is unique and breaks ties in every sort; never null.</summary>
    public abstract Field KeyField { get; }

    /// <summary>The indexes, beyond the point read by partition and id.</summary>
    public IReadOnlyList<DocumentIndex> Indexes { get; init; } = [];

    /// <summary>How long a document lives after its last write; null for ever.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>The values of the fields in a stored body, in their order.</summary>
    public abstract IReadOnlyList<FieldValue> ValuesOf(ReadOnlySpan<byte> json);
}

/// <inheritdoc cref="DocumentType"/>
public sealed class DocumentType<T> : DocumentType
    where T : class
{
    private readonly Field[] _fields;
    private readonly Func<T, FieldValue>[] _read;

    /// <summary>Declares a kind; the first field is its <see cref="DocumentType.KeyField"/>.</summary>
    public DocumentType(
        Container container,
        string kind,
        JsonTypeInfo<T> json,
        params IReadOnlyList<(Field Field, Func<T, FieldValue> Read)> fields)
        : base(container, kind)
    {
        Json = json;
        _fields = [.. fields.Select(field => field.Field)];
        _read = [.. fields.Select(field => field.Read)];
    }

    /// <summary>How the body is written and read.</summary>
    public JsonTypeInfo<T> Json { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Field> Fields => _fields;

    /// <inheritdoc/>
    public override Field KeyField => _fields[0];

    /// <inheritdoc/>
    public override IReadOnlyList<FieldValue> ValuesOf(ReadOnlySpan<byte> json) =>
        Values(JsonSerializer.Deserialize(json, Json) ?? throw new JsonException($"The body holds no {Kind}."));

    /// <summary>The values of the fields, in their order.</summary>
    public FieldValue[] Values(T value) => Array.ConvertAll(_read, read => read(value));

    /// <summary>The value of one field.</summary>
    public FieldValue Value(T value, Field field) => _read[Array.IndexOf(_fields, field)](value);
}
