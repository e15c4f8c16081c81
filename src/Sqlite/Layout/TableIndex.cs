using Enterprise.Core.Storage;

namespace Enterprise.Sqlite.Layout;

/// <summary>An index of a table. Its name tells what it is over, so that a changed index is another one.</summary>
internal sealed record TableIndex(string Name, string Create)
{
    internal static IEnumerable<TableIndex> Of(Table table)
    {
        var container = table.IsShared ? ", container" : "";
        yield return new TableIndex(
            $"{table.Type.Kind}__partition_id{(table.IsShared ? "_shared" : "")}",
            Sql("UNIQUE ", $"{table.Type.Kind}__partition_id{(table.IsShared ? "_shared" : "")}", $"partition, id{container}"));
        if (table.HasExpiry)
        {
            yield return new TableIndex(
                $"{table.Type.Kind}__expiry", Sql("", $"{table.Type.Kind}__expiry", "expires_at"));
        }

        foreach (var index in table.Type.Indexes)
        {
            var name = table.Type.Kind + (index.WithinPartition ? "__in_partition" : "") + string.Concat(index.Fields.Select(
                order => $"__{order.Field.Name}{(order.Descending ? "_desc" : "")}"));
            var terms = (index.WithinPartition ? "partition, " : "") + string.Join(", ", index.Fields.Select(Term));
            yield return new TableIndex(name, Sql("", name, terms));
        }

        string Term(Order order) => Column.NameOf(table.Type.Fields.Contains(order.Field)
            ? order.Field
            : throw new ArgumentException($"{table.Type.Kind} indexes {order.Field.Name} but does not declare it."))
            + (order.Descending ? " DESC" : "");

        string Sql(string kind, string name, string terms) => $"CREATE {kind}INDEX {name} ON {table.Name} ({terms})";
    }
}
