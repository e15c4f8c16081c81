using Microsoft.Data.Sqlite;

namespace Enterprise.Bench.Floor;

/// <summary>A connection with its prepared query, used by one thread at a time.</summary>
internal sealed class FloorReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _select;
    private readonly SqliteParameter _id;

    public FloorReader(SqliteConnection connection)
    {
        _connection = connection;
        _select = new("SELECT body FROM rows WHERE id = @id", connection);
        _id = _select.Parameters.Add("@id", SqliteType.Integer);
        _select.Prepare();
    }

    public byte[]? Read(long id)
    {
        _id.Value = id;
        using var row = _select.ExecuteReader();
        return row.Read() ? row.GetFieldValue<byte[]>(0) : null;
    }

    public void Dispose()
    {
        _select.Dispose();
        _connection.Dispose();
    }
}
