using Enterprise.Core.Storage;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite.Connections;

/// <summary>Which of SQLite's errors are transient: a later retry can succeed.</summary>
internal static class TransientErrors
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromSeconds(1);

    /// <summary>The port's exception for a transient error; null for any other.</summary>
    internal static StoreUnavailableException? Translate(SqliteException exception, string action)
    {
        var reason = exception.SqliteErrorCode switch
        {
            SQLITE_BUSY or SQLITE_LOCKED => "another process is writing",
            SQLITE_FULL => "the disk is full",
            SQLITE_IOERR => "the disk reports an error",
            SQLITE_CANTOPEN => "the file can't be opened",
            SQLITE_NOMEM => "there is no memory",
            SQLITE_INTERRUPT => "it took too long",
            _ => null,
        };
        return reason is null
            ? null
            : new StoreUnavailableException($"The database can't {action}: {reason}.", _retryAfter, exception);
    }
}
