using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>The events of an entity's writes; null for a write that its kind does not have.</summary>
/// <param name="Created">It was created.</param>
/// <param name="Updated">Some of its fields got other values.</param>
/// <param name="Deleted">It was deleted.</param>
internal sealed record EntityEvents(ChangeEvent Created, ChangeEvent? Updated = null, ChangeEvent? Deleted = null);

/// <summary>What writing an entity has to know of its kind.</summary>
/// <param name="Documents">How it is kept.</param>
/// <param name="KeyOf">Where it is kept.</param>
/// <param name="ProjectIdOf">The project whose trail its changes belong to; null for the organisation's.</param>
/// <param name="Events">What its writes are called.</param>
internal sealed record EntityKind<T>(
    DocumentType<T> Documents,
    Func<T, DocumentKey> KeyOf,
    Func<T, long?> ProjectIdOf,
    EntityEvents Events)
    where T : class, IEntity
{
    /// <summary>Its name in <c>entity_type</c>.</summary>
    public string Name => Documents.Kind;

    /// <summary>What the trail shows of it, where that is not everything.</summary>
    public Func<T, T>? Shown { get; init; }

    /// <summary>The fields in which two versions differ, as the trail shows them.</summary>
    public (JsonElement? Old, JsonElement? New) Difference(T? before, T? after)
    {
        JsonTypeInfo<T> json = Documents.Json;
        return ChangedValues.Between(Show(before), Show(after), json);
    }

    /// <summary>The fields of a new one, as the trail shows them.</summary>
    /// <param name="entity">What is created.</param>
    /// <param name="json">Its body, as it was written already.</param>
    public (JsonElement? Old, JsonElement? New) Creation(T entity, ReadOnlySpan<byte> json) =>
        Shown is null ? (null, ChangedValues.NotNull(json)) : Difference(before: null, entity);

    private T? Show(T? entity) => entity is null || Shown is null ? entity : Shown(entity);
}
