using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Layout;

/// <summary>An index of a table. Its name is made of its columns, so that a changed index has another name.</summary>
internal sealed record TableIndex(string Name, string Create)
{
    internal static IEnumerable<TableIndex> Of(Table table)
    {
        var (kind, shared) = (table.Type.Kind, table.IsShared);
        var key = $"{kind}__partition_id{(shared ? "_shared" : "")}";
        yield return new TableIndex(key, Sql("UNIQUE ", key, $"partition, id{(shared ? ", container" : "")}"));
        if (table.HasExpiry)
            yield return new TableIndex($"{kind}__expiry", Sql("", $"{kind}__expiry", "expires_at"));

        foreach (var index in table.Type.Indexes)
        {
            var name = kind
                + (index.WithinPartition ? "__in_partition" : "")
                + string.Concat(index.Fields.Select(
                    order => $"__{order.Field.Name}{(order.Descending ? "_desc" : "")}"));
            var terms = (index.WithinPartition ? "partition, " : "")
                + string.Join(", ", index.Fields.Select(Term));
            yield return new TableIndex(name, Sql("", name, terms));
        }

        string Term(Order order) => Column.NameOf(table.Type.Fields.Contains(order.Field)
            ? order.Field
            : throw new ArgumentException($"{table.Type.Kind} indexes {order.Field.Name} but does not declare it."))
            + (order.Descending ? " DESC" : "");

        string Sql(string unique, string name, string terms) =>
            $"CREATE {unique}INDEX {name} ON {table.Name} ({terms})";
    }
}
