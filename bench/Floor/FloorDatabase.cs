using Microsoft.Data.Sqlite;

namespace Enterprise.Bench.Floor;

/// <summary>Two tables, one writer, and a reader for each thread.</summary>
internal sealed class FloorDatabase : IDisposable
{
    private readonly FloorWriter _writer;
    private readonly ThreadLocal<FloorReader> _readers;

    private FloorDatabase(FloorWriter writer, string connectionString)
    {
        _writer = writer;
        _readers = new(() => new FloorReader(Connect(connectionString)), trackAllValues: true);
    }

    /// <summary>Opens the database; a new one gets the rows 1 to <paramref name="rows"/>.</summary>
    public static FloorDatabase Open(string path, int rows)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        var isNew = !File.Exists(path);
        var connection = Connect(connectionString);
        if (isNew)
        {
            Execute(connection, """
                CREATE TABLE rows (id INTEGER PRIMARY KEY, body BLOB NOT NULL);
                CREATE TABLE audit
                    (id INTEGER PRIMARY KEY, row_id INTEGER NOT NULL, at TEXT NOT NULL, body BLOB NOT NULL);
                """);
        }

        var writer = new FloorWriter(connection);
        if (isNew)
        {
            writer.Fill(rows);
            Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE);");
        }

        return new FloorDatabase(writer, connectionString);
    }

    /// <summary>The body of one row; null when there is none.</summary>
    public byte[]? Read(long id) => _readers.Value!.Read(id);

    /// <summary>Inserts a row and its audit row in one transaction.</summary>
    /// <returns>The row's id.</returns>
    public Task<long> Insert(byte[] body, CancellationToken cancellationToken) =>
        _writer.Insert(body, cancellationToken);

    public void Dispose()
    {
        foreach (var reader in _readers.Values)
            reader.Dispose();
        _readers.Dispose();
        _writer.Dispose();
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = new SqliteCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
