using System.Collections.Frozen;
using Enterprise.Core.Storage;

namespace Enterprise.Api.Responses;

/// <summary>A related entity that can be embedded, which every caller may read.</summary>
/// <param name="Name">Its name in <c>expand</c>, and the property it is embedded as.</param>
/// <param name="IdProperty">The property that refers to it.</param>
/// <param name="Read">Reads its JSON; null if it no longer exists.</param>
internal sealed record Expansion(
    string Name,
    string IdProperty,
    Func<IDocumentStore, long, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> Read);

/// <summary>The declared expansions by name.</summary>
internal sealed class ExpansionLookup(IEnumerable<Expansion> expansions)
{
    private readonly FrozenDictionary<string, Expansion> _byName =
        expansions.ToFrozenDictionary(expansion => expansion.Name);

    internal Expansion this[string name] => _byName[name];
}
