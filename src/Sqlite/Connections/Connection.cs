using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite.Connections;

/// <summary>
/// A connection with its prepared statements, for one thread at a time. Microsoft.Data.Sqlite opens it and defines its
/// errors. The statements are SQLite's own: cached by their text, bound by position, compared with columns without a
/// copy and interrupted by a progress handler, none of which a command of ADO.NET offers.
/// </summary>
internal sealed class Connection : IDisposable
{
    private const int StepsBetweenChecks = 1000;
    private const int MostStatements = 96;

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly delegate_progress _check;
    private long _uses;
    private Deadline _deadline;
    private int _checksLeft;

    static Connection()
    {
        // Saves locks: a connection is used by one thread at a time, and SQLite's memory statistics are not used.
        // Once SQLite is initialized these calls fail and change nothing.
        Batteries_V2.Init();
        sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
        sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Connection(SqliteConnection connection, TimeProvider time)
    {
        _connection = connection;
        _time = time;
        _check = _ => MustStop() ? 1 : 0;
    }

    /// <summary>SQLite's own handle.</summary>
    internal sqlite3 Handle => _connection.Handle!;

    /// <summary>The row id of the last insertion.</summary>
    internal long LastRowId => sqlite3_last_insert_rowid(Handle);

    /// <summary>How many rows the last statement inserted, changed or deleted.</summary>
    internal int Changes => sqlite3_changes(Handle);

    /// <summary>How many pages it has written to the log; SQLite's counter wraps around.</summary>
    internal int PagesWritten
    {
        get
        {
            Check(sqlite3_db_status(Handle, SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 0));
            return pages;
        }
    }

    internal bool IsInTransaction => sqlite3_get_autocommit(Handle) == 0;

    internal static Connection Open(
        string path, SqliteOpenMode mode, TimeSpan busyTimeout, int cacheKilobytes, TimeProvider time)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false };
        var connection = new Connection(new SqliteConnection(text.ToString()), time);
        try
        {
            connection._connection.Open();
            sqlite3_progress_handler(connection.Handle, StepsBetweenChecks, connection._check, null);
            sqlite3_busy_timeout(connection.Handle, (int)busyTimeout.TotalMilliseconds);
            connection.Run($"PRAGMA cache_size = -{cacheKilobytes}");
            connection.Run("PRAGMA temp_store = MEMORY");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared statement of this text, from the cache if it is there.</summary>
    internal Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            if (_statements.Count >= MostStatements)
                DropLeastRecentlyUsed();
            statement = new Statement(this, sql);
            _statements.Add(sql, statement);
        }

        statement.LastUse = ++_uses;
        return statement;
    }

    /// <summary>Runs statements without caching them.</summary>
    internal void Run(string sql) => Check(sqlite3_exec(Handle, sql));

    /// <summary>The first column of the first row; null when there is none.</summary>
    internal long? ReadNumber(string sql)
    {
        using var statement = new Statement(this, sql);
        return statement.Step() && !statement.IsNull(0) ? statement.Integer(0) : null;
    }

    /// <summary>Every statement from now on is interrupted at the deadline.</summary>
    internal void StartDeadline(Deadline deadline) => _deadline = deadline;

    internal void StopDeadline() => _deadline = default;

    /// <summary>Reads within a number of instructions of SQLite's virtual machine, to the nearest thousand.</summary>
    /// <returns>Whether they sufficed; if not, the statement that ran was interrupted.</returns>
    internal bool TryWithin(int steps, Action read)
    {
        _checksLeft = Math.Max(1, steps / StepsBetweenChecks);
        try
        {
            read();
            return true;
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == SQLITE_INTERRUPT && _checksLeft == 0)
        {
            return false;
        }
        finally
        {
            _checksLeft = 0;
        }
    }

    internal void Check(int code)
    {
        if (code is not (SQLITE_OK or SQLITE_ROW or SQLITE_DONE))
            SqliteException.ThrowExceptionForRC(code, Handle);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        _statements.Clear();
        _connection.Dispose();
    }

    private bool MustStop() => _deadline.IsOver(_time) || (_checksLeft > 0 && --_checksLeft == 0);

    private void DropLeastRecentlyUsed()
    {
        var oldest = _statements.MinBy(entry => entry.Value.LastUse);
        _statements.Remove(oldest.Key);
        oldest.Value.Dispose();
    }
}
