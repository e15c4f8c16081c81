using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Layout;

/// <summary>The tables of the document types that the store was opened with.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<DocumentType, Table> _tables = [];

    internal Catalog(IReadOnlyList<DocumentType> types)
    {
        foreach (var kind in types.Distinct().GroupBy(type => type.Kind))
        {
            var declarations = kind.ToList();
            if (declarations.DistinctBy(type => type.Container).Count() < declarations.Count)
                throw new ArgumentException($"Two declarations of {kind.Key} are in one container.", nameof(types));
            if (declarations.Exists(type => !HasSameLayout(type, declarations[0])))
                throw new ArgumentException($"The declarations of {kind.Key} differ.", nameof(types));

            var table = new Table(declarations[0], isShared: declarations.Count > 1);
            foreach (var type in declarations)
                _tables.Add(type, table);
        }
    }

    internal IEnumerable<Table> Tables => _tables.Values.Distinct();

    internal Table this[DocumentType type] => _tables.TryGetValue(type, out var table)
        ? table
        : throw new ArgumentException($"The store was opened without this declaration of {type.Kind}.", nameof(type));

    /// <summary>The table of a kind; null when it was not declared.</summary>
    internal Table? Find(string kind) => _tables.Values.FirstOrDefault(table => table.Type.Kind == kind);

    private static bool HasSameLayout(DocumentType one, DocumentType other) =>
        one.Fields.SequenceEqual(other.Fields)
        && one.Indexes.Count == other.Indexes.Count
        && one.Indexes.Zip(other.Indexes).All(pair => pair.First.WithinPartition == pair.Second.WithinPartition
            && pair.First.Fields.SequenceEqual(pair.Second.Fields))
        && one.TimeToLive == other.TimeToLive;
}
