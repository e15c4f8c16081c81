using Enterprise.Core.Storage;

namespace Enterprise.Cosmos.Queries;

/// <summary>
/// Refuses a predicate or sort that does not fit the declaration, for which the service would find nothing.
/// </summary>
internal static class FieldRules
{
    internal static void CheckComparable(DocumentType type, Field field, FieldValue value)
    {
        CheckScalar(type, field);
        if (value.IsNull || value.Kind != field.Kind)
            throw new ArgumentException($"{type.Kind}.{field.Name} is compared with what is no {field.Kind}.");
    }

    internal static void CheckScalar(DocumentType type, Field field)
    {
        CheckDeclared(type, field);
        if (field.Kind == FieldKind.TextSet)
            throw new ArgumentException($"{type.Kind}.{field.Name} is a set, without order.");
    }

    internal static void CheckKind(DocumentType type, Field field, FieldKind kind)
    {
        CheckDeclared(type, field);
        if (field.Kind != kind)
            throw new ArgumentException($"{type.Kind}.{field.Name} is no {kind}.");
    }

    internal static void CheckDeclared(DocumentType type, Field field)
    {
        if (!type.Fields.Contains(field))
            throw new ArgumentException($"A {type.Kind} has no field {field.Name} of this kind.");
    }
}
