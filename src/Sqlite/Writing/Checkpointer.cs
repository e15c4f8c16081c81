using Enterprise.Sqlite.Connections;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// Copies the write-ahead log back into the database, without which it would grow for ever. Most of it is copied beside
/// the writer, on a connection of its own; what was written meanwhile is left to the writer, between two of its groups,
/// because a log begins anew only when nothing in it is left to be copied.
/// </summary>
internal sealed class Checkpointer(Connection writer, Connection own) : IDisposable
{
    /// <summary>
    /// Pages of indexes are written again and again: copied once in 24 MB of log instead of once in SQLite's 4 MB, commits
    /// with a dozen indexes were half as many again.
    /// </summary>
    private const int PagesBetween = 6000;

    // The second pass copies what was written during the first, and leaves the writer next to nothing.
    private const int Passes = 2;

    private Task? _beside;
    private int _begun = writer.PagesWritten;

    /// <summary>To be called by the writer outside of a transaction.</summary>
    internal void AfterGroup()
    {
        if (_beside is { IsCompleted: true })
        {
            Copy(writer);
            _begun = writer.PagesWritten;
            _beside = null;
        }
        else if (_beside is null && writer.PagesWritten - _begun >= PagesBetween)
        {
            _beside = Task.Run(CopyBeside);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _beside?.Wait();
        own.Dispose();
    }

    private void CopyBeside()
    {
        for (var pass = 0; pass < Passes; pass++)
            Copy(own);
    }

    // What can't be copied, because of a reader or of the disk, stays in the log, where it is durable and found, until
    // the next time.
    private static void Copy(Connection connection) =>
        sqlite3_wal_checkpoint_v2(connection.Handle, null, SQLITE_CHECKPOINT_PASSIVE, out _, out _);
}
