using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;

namespace Enterprise.Bench.Floor;

/// <summary>The one connection that writes, with its prepared commands, behind a lock.</summary>
internal sealed class FloorWriter : IDisposable
{
    private static readonly byte[] AuditBody = Encoding.UTF8.GetBytes("""
        {"action":"row.created","user_id":1,"ip_address":"127.0.0.1","agent":"bench","request_id":"0af7651916cd43dd"}
        """);

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _begin;
    private readonly SqliteCommand _insertRow;
    private readonly SqliteCommand _insertAudit;
    private readonly SqliteCommand _commit;
    private readonly SqliteCommand _rollback;
    private readonly SemaphoreSlim _lock = new(1);

    public FloorWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _insertRow = Prepare("INSERT INTO rows (body) VALUES (@body) RETURNING id", "@body");
        _insertAudit = Prepare(
            "INSERT INTO audit (row_id, at, body) VALUES (@row, @at, @body)", "@row", "@at", "@body");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
    }

    public async Task<long> Insert(byte[] body, CancellationToken cancellationToken)
    {
        await _lock.WaitAsync(cancellationToken);
        try
        {
            return InTransaction(() => InsertRowAndAudit(body));
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Writes the rows of a new database in one transaction.</summary>
    public void Fill(int rows) => InTransaction(() =>
    {
        var id = 0L;
        for (var i = 1; i <= rows; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"Customer Portal {i}");
            id = InsertRowAndAudit(Encoding.UTF8.GetBytes(SampleProject.Json(name, 1, 2)));
        }

        return id;
    });

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_begin, _insertRow, _insertAudit, _commit, _rollback])
            command.Dispose();
        _connection.Dispose();
        _lock.Dispose();
    }

    private long InsertRowAndAudit(byte[] body)
    {
        _insertRow.Parameters[0].Value = body;
        var id = (long)_insertRow.ExecuteScalar()!;
        _insertAudit.Parameters[0].Value = id;
        _insertAudit.Parameters[1].Value = DateTime.UtcNow.ToString("O");
        _insertAudit.Parameters[2].Value = AuditBody;
        _insertAudit.ExecuteNonQuery();
        return id;
    }

    private long InTransaction(Func<long> write)
    {
        _begin.ExecuteNonQuery();
        try
        {
            var result = write();
            _commit.ExecuteNonQuery();
            return result;
        }
        catch
        {
            _rollback.ExecuteNonQuery();
            throw;
        }
    }

    private SqliteCommand Prepare(string sql, params IEnumerable<string> parameters)
    {
        var command = new SqliteCommand(sql, _connection);
        foreach (var name in parameters)
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        command.Prepare();
        return command;
    }
}
