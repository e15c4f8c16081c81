using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Writing;

/// <summary>Deletes expired documents of a table, but no change that a consumer has yet to acknowledge.</summary>
internal sealed class PurgeBatch(Table table, long now) : WriteRequest<int>
{
    /// <summary>How many at once: few enough that the commits behind them hardly wait.</summary>
    internal const int Size = 200;

    private int _deleted;

    /// <inheritdoc/>
    protected override int Result => _deleted;

    internal override void Write(Connection connection)
    {
        var isRead = table.Type.Kind == SqliteChangeFeed.Kind
            ? $" AND sequence <= (SELECT ifnull(min(position), {long.MaxValue}) FROM store_checkpoint)"
            : "";
        var statement = connection.Prepare(
            $"DELETE FROM {table.Name} WHERE sequence IN "
            + $"(SELECT sequence FROM {table.Name} WHERE expires_at <= ?1{isRead} LIMIT {Size})");
        statement.Bind(1, now);
        statement.Run();
        _deleted = connection.Changes;
    }
}
