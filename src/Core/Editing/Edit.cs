using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Enterprise.Core.Problems;
using Enterprise.Core.Serialization;

namespace Enterprise.Core.Editing;

/// <summary>How an edit changes an entity.</summary>
public enum EditKind
{
    /// <summary>PUT: the body is the new writable representation; what it leaves out gets its default.</summary>
    Replace,

    /// <summary>PATCH: the body is a JSON merge patch (RFC 7396).</summary>
    Merge,
}

/// <summary>
/// A caller's edit of an entity, still as JSON: it can only be read on top of the entity's current version.
/// </summary>
/// <param name="Kind">How it changes the entity.</param>
/// <param name="Body">The body as sent.</param>
public sealed record Edit(EditKind Kind, JsonElement Body)
{
    /// <summary>
    /// The writable fields after the edit. Read-only fields may be sent back unchanged, so that what was read can be
    /// put; anything else that is not writable is refused.
    /// </summary>
    /// <param name="current">The entity as it is.</param>
    /// <param name="fields">How its writable fields are read.</param>
    /// <param name="entity">How the entity is shown.</param>
    internal TFields Apply<TFields, TEntity>(
        TEntity current,
        JsonTypeInfo<TFields> fields,
        JsonTypeInfo<TEntity> entity)
        where TFields : class
        where TEntity : TFields => Apply(current, fields, JsonSerializer.SerializeToElement(current, entity));

    /// <summary>The same for an entity that is shown without all that can be written.</summary>
    /// <param name="current">The writable fields as they are.</param>
    /// <param name="fields">How they are read.</param>
    /// <param name="shown">The entity as callers see it.</param>
    internal TFields Apply<TFields>(TFields current, JsonTypeInfo<TFields> fields, JsonElement shown)
        where TFields : class
    {
        if (Body.ValueKind != JsonValueKind.Object)
            throw RefusedException.Unreadable("The body is not a JSON object.");
        StrictJson.CheckNumbers(Body);
        var result = Kind == EditKind.Merge
            ? JsonSerializer.SerializeToNode(current, fields)!.AsObject()
            : [];
        var sent = WithoutUnchanged(shown, fields);
        foreach (var (name, value) in sent)
        {
            if (Kind == EditKind.Replace)
                result[name] = value?.DeepClone();
            else if (value is null)
                result.Remove(name);
            else
                result[name] = MergePatch.Apply(result[name], value);
        }

        using var merged = JsonSerializer.SerializeToDocument(result, ValuesJson.Default.JsonObject);
        return StrictJson.Read(merged.RootElement, fields);
    }

    private JsonObject WithoutUnchanged(JsonElement entity, JsonTypeInfo fields)
    {
        var writable = fields.Properties.Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        var errors = new List<FieldError>();
        var sent = new JsonObject();
        foreach (var field in Body.EnumerateObject())
        {
            if (writable.Contains(field.Name))
                sent[field.Name] = Node(field.Value);
            else if (!entity.TryGetProperty(field.Name, out var current))
                errors.Add(new FieldError(field.Name, StrictJson.Unknown));
            else if (!JsonElement.DeepEquals(current, field.Value))
                errors.Add(new FieldError(field.Name, "This field is read-only."));
        }

        return errors.Count == 0 ? sent : throw RefusedException.Invalid(errors);
    }

    private static JsonNode? Node(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value),
        JsonValueKind.Array => JsonArray.Create(value),
        _ => JsonValue.Create(value),
    };
}
