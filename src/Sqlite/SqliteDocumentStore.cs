using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;
using Enterprise.Sqlite.Queries;
using Enterprise.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite;

/// <summary>The document store and the change feed on one SQLite file.</summary>
public sealed class SqliteDocumentStore : IDocumentStore, IDisposable
{
    private const int WriterCacheKilobytes = 16 * 1024;
    private const int CheckpointCacheKilobytes = 64;

    private const long MostLogBytes = 64L * 1024 * 1024;

    private readonly Catalog _catalog;
    private readonly ReaderPool _readers;
    private readonly Writer _writer;
    private readonly CommitSignal _signal = new();
    private readonly TimeProvider _time;
    private readonly SqliteChangeFeed? _feed;

    private SqliteDocumentStore(
        Connection connection, Connection checkpoints, Catalog catalog, SqliteStoreOptions options, TimeProvider time)
    {
        _catalog = catalog;
        _time = time;
        _readers = new ReaderPool(options, time);
        _writer = new Writer(connection, checkpoints, options);
        if (catalog.Find(SqliteChangeFeed.Kind) is { } changes)
            _feed = new SqliteChangeFeed(changes, _readers, _writer, _signal, options, time);
    }

    /// <summary>The changes of every commit, of this and of other processes.</summary>
    public IChangeFeed Feed =>
        _feed ?? throw new InvalidOperationException("The store was opened without the declarations of changes.");

    /// <summary>How far the consumers of the feed are behind.</summary>
    public IFeedLag FeedLag =>
        _feed ?? throw new InvalidOperationException("The store was opened without the declarations of changes.");

    /// <summary>Opens the database; creates it or brings its tables to what the types declare.</summary>
    /// <param name="options">Where it is.</param>
    /// <param name="types">Every kind of document that will be asked for or written.</param>
    /// <param name="time">The clock of expiry and deadlines.</param>
    /// <exception cref="DatabaseException">The file can't be used; the message tells the operator why.</exception>
    /// <exception cref="StoreUnavailableException">Another process keeps it locked.</exception>
    public static SqliteDocumentStore Open(
        SqliteStoreOptions options, IReadOnlyList<DocumentType> types, TimeProvider time)
    {
        var catalog = new Catalog(types);
        Connection? connection = null;
        Connection? checkpoints = null;
        try
        {
            if (File.Exists(options.Directory))
                throw new DatabaseNotWritableException(options.Path, $"{options.Directory} is a file, not a directory");
            System.IO.Directory.CreateDirectory(options.Directory);
            connection = Connection.Open(
                options.Path, SqliteOpenMode.ReadWriteCreate, options.BusyTimeout, WriterCacheKilobytes, time);
            Schema.Prepare(connection, options.Path, catalog);
            connection.Run("PRAGMA journal_mode = WAL");
            connection.Run("PRAGMA synchronous = FULL");
            connection.Run("PRAGMA wal_autocheckpoint = 0");
            connection.Run($"PRAGMA journal_size_limit = {MostLogBytes}");
            Optimization.Run(connection);
            checkpoints = Connection.Open(
                options.Path, SqliteOpenMode.ReadWrite, options.BusyTimeout, CheckpointCacheKilobytes, time);
            checkpoints.Run("PRAGMA synchronous = FULL");
            return new SqliteDocumentStore(connection, checkpoints, catalog, options, time);
        }
        catch (Exception exception)
        {
            checkpoints?.Dispose();
            connection?.Dispose();
            if (Explain(exception, options.Path) is { } explained)
                throw explained;
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask<Document<T>?> Get<T>(DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
        where T : class => ValueTask.FromResult(_readers.Read((Store: this, type, key), ReadOne, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
        where T : class => ValueTask.FromResult(_readers.Read((Store: this, query), ReadPage, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tables = new Table[commit.Writes.Count];
        for (var i = 0; i < tables.Length; i++)
            tables[i] = _catalog[commit.Writes[i].Type];
        return tables.Length == 0
            ? ValueTask.FromResult(CommitResult.Done([]))
            : new ValueTask<CommitResult>(_writer.Add(new CommitRequest(commit, tables, _time, _signal)));
    }

    /// <summary>Deletes what has expired, in batches between which other commits go on.</summary>
    /// <returns>How many documents.</returns>
    /// <remarks>A change stays until every consumer that ever read the feed has acknowledged it.</remarks>
    public async ValueTask<int> Purge(CancellationToken cancellationToken)
    {
        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var total = 0;
        foreach (var table in _catalog.Tables.Where(table => table.HasExpiry))
        {
            for (var deleted = PurgeBatch.Size; deleted == PurgeBatch.Size; total += deleted)
            {
                cancellationToken.ThrowIfCancellationRequested();
                deleted = await _writer.Add(new PurgeBatch(table, now));
            }
        }

        return total;
    }

    /// <summary>Refreshes the planner's statistics where tables have changed a lot; a matter of milliseconds.</summary>
    public async ValueTask Optimize(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await _writer.Add(new Optimization());
    }

    /// <summary>Writes the commits that wait, then closes the database.</summary>
    public void Dispose()
    {
        _writer.Drain();
        _readers.Dispose();
        // The last to close copies the log back and deletes it, which a read-only connection can't.
        _writer.Dispose();
    }

    private static Document<T>? ReadOne<T>(
        Connection connection, (SqliteDocumentStore Store, DocumentType<T> Type, DocumentKey Key) state)
        where T : class
    {
        var table = state.Store._catalog[state.Type];
        var statement = connection.Prepare(table.SelectDocument);
        var next = table.BindKey(statement, state.Type.Container, state.Key.Partition, state.Key.Id);
        if (table.HasExpiry)
            statement.Bind(next, state.Store._time.GetUtcNow().ToUnixTimeSeconds());
        try
        {
            if (!statement.Step())
                return null;
            var version = new RowVersion(statement.Integer(0), statement.Integer(1));
            return new Document<T>(state.Type, state.Key, version.ToString(), statement.Bytes(2).ToArray());
        }
        finally
        {
            statement.Reset();
        }
    }

    private static DocumentPage<T> ReadPage<T>(
        Connection connection, (SqliteDocumentStore Store, DocumentQuery<T> Query) state)
        where T : class => new PageReader<T>(
            connection, state.Query, state.Store._catalog[state.Query.Type], state.Store._time.GetUtcNow()).Read();

    private static Exception? Explain(Exception exception, string path) => exception switch
    {
        IOException or UnauthorizedAccessException =>
            new DatabaseNotWritableException(path, exception.Message.TrimEnd('.'), exception),
        SqliteException { SqliteErrorCode: SQLITE_NOTADB } => new DatabaseNotRecognizedException(path, exception),
        SqliteException { SqliteErrorCode: SQLITE_CANTOPEN or SQLITE_READONLY or SQLITE_PERM or SQLITE_AUTH } =>
            new DatabaseNotWritableException(path, "the file or its directory is not writable", exception),
        SqliteException error => TransientErrors.Translate(error, "open"),
        _ => null,
    };
}
