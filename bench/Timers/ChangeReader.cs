using System.Text.Json;
using Enterprise.Core.Auditing;
using Enterprise.Sqlite;
using Microsoft.Data.Sqlite;

namespace Enterprise.Bench.Timers;

/// <summary>
/// Reads the changes that a running host commits, from its database and in another process, so that they are durable.
/// </summary>
internal sealed class ChangeReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _after;

    private ChangeReader(SqliteConnection connection)
    {
        _connection = connection;
        _select = connection.CreateCommand();
        _select.CommandText = "SELECT sequence, body FROM change WHERE sequence > $after ORDER BY sequence";
        _after = _select.Parameters.Add("$after", SqliteType.Integer);
        _after.Value = Last();
    }

    /// <summary>Opens a data directory; changes that it has already are not read.</summary>
    public static ChangeReader Open(string data)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = new SqliteStoreOptions(data).Path,
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            return new(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The changes since the last call, in commit order.</summary>
    public IReadOnlyList<Change> Next()
    {
        var changes = new List<Change>();
        using var rows = _select.ExecuteReader();
        while (rows.Read())
        {
            changes.Add(JsonSerializer.Deserialize(rows.GetFieldValue<byte[]>(1), AuditingJson.Default.Change)!);
            _after.Value = rows.GetInt64(0);
        }

        return changes;
    }

    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }

    private long Last()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT ifnull(max(sequence), 0) FROM change";
        return (long)command.ExecuteScalar()!;
    }
}
