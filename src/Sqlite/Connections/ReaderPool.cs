using Microsoft.Data.Sqlite;

namespace Enterprise.Sqlite.Connections;

/// <summary>
/// Read-only connections. A read runs on its caller's thread: it takes microseconds, and handing it to another thread
/// would cost more than the read.
/// </summary>
internal sealed class ReaderPool(SqliteStoreOptions options, TimeProvider time) : IDisposable
{
    private const int CacheKilobytes = 2048;

    private readonly Stack<Connection> _idle = new();
    private readonly Lock _lock = new();
    private bool _disposed;

    /// <summary>Reads on a connection of its own.</summary>
    internal TResult Read<TState, TResult>(
        TState state, Func<Connection, TState, TResult> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var connection = Take();
        try
        {
            connection.StartDeadline(Deadline.In(options.ReadTimeout, time, cancellationToken));
            return read(connection, state);
        }
        catch (SqliteException exception) when (TransientErrors.Translate(exception, "read") is { } unavailable)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw unavailable;
        }
        finally
        {
            connection.StopDeadline();
            Return(connection);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            while (_idle.TryPop(out var connection))
                connection.Dispose();
        }
    }

    private Connection Take()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out var idle))
                return idle;
        }

        try
        {
            return Connection.Open(
                options.Path, SqliteOpenMode.ReadOnly, options.BusyTimeout, CacheKilobytes, time);
        }
        catch (SqliteException exception) when (TransientErrors.Translate(exception, "read") is { } unavailable)
        {
            throw unavailable;
        }
    }

    private void Return(Connection connection)
    {
        lock (_lock)
        {
            if (!_disposed && _idle.Count < options.MostIdleReaders)
            {
                _idle.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }
}
