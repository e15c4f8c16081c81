using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>Removes the position of a consumer of the change feed.</summary>
internal sealed class Retirement(string consumer) : WriteRequest<bool>
{
    /// <inheritdoc/>
    protected override bool Result => true;

    internal override void Write(Connection connection)
    {
        var statement = connection.Prepare("DELETE FROM store_checkpoint WHERE consumer = ?1");
        statement.Bind(1, consumer);
        statement.Run();
    }
}
