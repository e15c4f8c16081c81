using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// Gives a consumer of the change feed that has no position the position of its predecessor, or the beginning where
/// that has none.
/// </summary>
internal sealed class StartingPosition(string consumer, string predecessor) : WriteRequest<bool>
{
    /// <inheritdoc/>
    protected override bool Result => true;

    internal override void Write(Connection connection)
    {
        var statement = connection.Prepare(
            "INSERT INTO store_checkpoint (consumer, position) "
            + "VALUES (?1, ifnull((SELECT position FROM store_checkpoint WHERE consumer = ?2), 0)) "
            + "ON CONFLICT (consumer) DO NOTHING");
        statement.Bind(1, consumer);
        statement.Bind(2, predecessor);
        statement.Run();
    }
}
