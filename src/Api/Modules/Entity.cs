namespace Enterprise.Api.Modules;

/// <summary>An entity that is answered.</summary>
/// <param name="Type">Its fields, all of which are in every response that does not ask for some only.</param>
/// <param name="Writable">The type whose fields callers set; null where they set none.</param>
/// <param name="NeverNull">Fields that validation keeps from being null, where the type does not say so.</param>
/// <param name="Embedded">The related entities that <c>expand</c> adds.</param>
internal sealed record Entity(
    Type Type,
    Type? Writable,
    IReadOnlyList<string> NeverNull,
    IReadOnlyList<(string Name, Type Type)> Embedded)
{
    /// <summary>An entity of which callers set nothing.</summary>
    internal static Entity ReadOnly(Type type, params IReadOnlyList<(string Name, Type Type)> embedded) =>
        new(type, Writable: null, [], embedded);
}
