using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Writing;

/// <summary>Refreshes the planner's statistics where a table has grown or shrunk a lot.</summary>
internal sealed class Optimization : WriteRequest<bool>
{
    /// <inheritdoc/>
    protected override bool Result => true;

    internal override void Write(Connection connection) => Run(connection);

    /// <summary>Takes milliseconds: it samples a few hundred rows of each index.</summary>
    internal static void Run(Connection connection)
    {
        connection.Run("PRAGMA analysis_limit = 400");
        connection.Run("PRAGMA optimize = 0x10002");
    }
}
