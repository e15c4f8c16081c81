using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>Saves the position of a consumer of the change feed, unless it has a later one.</summary>
internal sealed class Acknowledgement(string consumer, long position) : WriteRequest<bool>
{
    /// <inheritdoc/>
    protected override bool Result => true;

    internal override void Write(Connection connection)
    {
        var statement = connection.Prepare(
            "INSERT INTO store_checkpoint (consumer, position) VALUES (?1, ?2) "
            + "ON CONFLICT (consumer) DO UPDATE SET position = max(position, excluded.position)");
        statement.Bind(1, consumer);
        statement.Bind(2, position);
        statement.Run();
    }
}
