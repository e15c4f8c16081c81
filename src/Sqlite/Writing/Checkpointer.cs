using Enterprise.Sqlite.Connections;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// Copies the write-ahead log back into the database, without which it would grow without bound. Most of it is copied
/// in the background, on a connection of its own; what is written meanwhile is copied by the writer, between two of its
/// groups, because SQLite restarts the log only when nothing in it is left to be copied.
/// </summary>
internal sealed class Checkpointer(Connection writer, Connection background) : IDisposable
{
    /// <summary>
    /// Pages of indexes are written again and again: copied once in 24 MB of log instead of once in SQLite's 4 MB,
    /// commits with a dozen indexes ran at 1.5 times the rate.
    /// </summary>
    private const int PagesBetween = 6000;

    // The second pass copies what was written during the first, and leaves the writer next to nothing.
    private const int Passes = 2;

    private Task? _backgroundCopy;
    private int _pagesAtStart = writer.PagesWritten;

    /// <summary>To be called by the writer outside of a transaction.</summary>
    internal void AfterGroup()
    {
        if (_backgroundCopy is { IsCompleted: true })
        {
            Copy(writer);
            _pagesAtStart = writer.PagesWritten;
            _backgroundCopy = null;
        }
        else if (_backgroundCopy is null && writer.PagesWritten - _pagesAtStart >= PagesBetween)
        {
            _backgroundCopy = Task.Run(CopyInBackground);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _backgroundCopy?.Wait();
        background.Dispose();
    }

    private void CopyInBackground()
    {
        for (var pass = 0; pass < Passes; pass++)
            Copy(background);
    }

    // What can't be copied, because of a reader or of the disk, stays in the log, where it is durable and is read,
    // until the next checkpoint.
    private static void Copy(Connection connection) =>
        sqlite3_wal_checkpoint_v2(connection.Handle, null, SQLITE_CHECKPOINT_PASSIVE, out _, out _);
}
