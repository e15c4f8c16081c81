using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// A commit. All its expectations are checked before its first write: nobody else writes inside the transaction, so a
/// conflict needs no savepoint to go back to.
/// </summary>
internal sealed class CommitRequest(Commit commit, Table[] tables, TimeProvider time, CommitSignal signal)
    : WriteRequest<CommitResult>
{
    private readonly Found[] _found = new Found[commit.Writes.Count];
    private CommitResult? _result;
    private long _lastChange;

    /// <inheritdoc/>
    protected override CommitResult Result => _result!;

    internal override void Write(Connection connection)
    {
        _lastChange = 0;
        var now = time.GetUtcNow();
        _result = Check(connection, now.ToUnixTimeSeconds()) ?? WriteAll(connection, now);
    }

    internal override void Complete()
    {
        if (_lastChange > 0)
            signal.Announce(_lastChange);
        base.Complete();
    }

    private CommitResult? Check(Connection connection, long now)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            var write = commit.Writes[i];
            _found[i] = Find(connection, write, tables[i], now);
            if (write.Kind == WriteKind.Create && _found[i].IsLive)
                return CommitResult.Conflicted(i, ConflictReason.Exists);
            if (write.Kind != WriteKind.Create && !_found[i].Has(write.ExpectedVersion))
                return CommitResult.Conflicted(i, ConflictReason.Changed);
        }

        return null;
    }

    private Found Find(Connection connection, DocumentWrite write, Table table, long now)
    {
        var readFields = write.Kind == WriteKind.Replace;
        var statement = connection.Prepare(readFields ? table.SelectStateAndFields : table.SelectState);
        table.BindKey(statement, commit.Container, commit.Partition, write.Id);
        try
        {
            if (!statement.Step())
                return default;
            var changed = 0UL;
            for (var i = 0; readFields && i < write.Fields.Count; i++)
            {
                if (!statement.Holds(Table.FirstFieldColumn + i, write.Fields[i]))
                    changed |= 1UL << i;
            }

            var isLive = statement.IsNull(2) || statement.Integer(2) > now;
            return new Found(new RowVersion(statement.Integer(0), statement.Integer(1)), isLive, changed);
        }
        finally
        {
            statement.Reset();
        }
    }

    private CommitResult WriteAll(Connection connection, DateTimeOffset now)
    {
        var versions = new string[tables.Length];
        for (var i = 0; i < tables.Length; i++)
        {
            var write = commit.Writes[i];
            versions[i] = write.Kind switch
            {
                WriteKind.Create => Create(connection, write, tables[i], _found[i], now),
                WriteKind.Replace => Replace(connection, write, tables[i], _found[i], now),
                _ => Delete(connection, tables[i], _found[i].Version),
            };
        }

        return CommitResult.Done(versions);
    }

    private string Create(Connection connection, DocumentWrite write, Table table, Found found, DateTimeOffset now)
    {
        if (found.Exists)
            Delete(connection, table, found.Version);
        var insert = connection.Prepare(table.Insert);
        var parameter = table.BindKey(insert, commit.Container, commit.Partition, write.Id);
        BindExpiry(insert, parameter++, table, now);
        insert.Bind(parameter++, write.Json.Span);
        foreach (var value in write.Fields)
            insert.Bind(parameter++, value);
        insert.Run();

        var sequence = connection.LastRowId;
        if (table.Type.Kind == SqliteChangeFeed.Kind)
            _lastChange = sequence;
        return new RowVersion(sequence, 1).ToString();
    }

    private static string Replace(
        Connection connection, DocumentWrite write, Table table, Found found, DateTimeOffset now)
    {
        var update = connection.Prepare(table.Update(found.Changed));
        BindExpiry(update, 1, table, now);
        update.Bind(2, write.Json.Span);
        var parameter = 3;
        for (var i = 0; i < write.Fields.Count; i++)
        {
            if ((found.Changed & (1UL << i)) != 0)
                update.Bind(parameter++, write.Fields[i]);
        }

        update.Bind(parameter, found.Version.Sequence);
        update.Run();
        return found.Version.Next.ToString();
    }

    private static string Delete(Connection connection, Table table, RowVersion version)
    {
        var delete = connection.Prepare(table.Delete);
        delete.Bind(1, version.Sequence);
        delete.Run();
        return version.Next.ToString();
    }

    private static void BindExpiry(Statement statement, int parameter, Table table, DateTimeOffset now)
    {
        // Rounded up to the second: nothing expires early.
        if (table.Type.TimeToLive is { } timeToLive)
            statement.Bind(parameter, (now + timeToLive).AddTicks(TimeSpan.TicksPerSecond - 1).ToUnixTimeSeconds());
        else
            statement.BindNull(parameter);
    }

    /// <summary>The row that a write finds.</summary>
    private readonly record struct Found(RowVersion Version, bool IsLive, ulong Changed)
    {
        internal bool Exists => Version.Sequence != 0;

        internal bool Has(string? expected) => IsLive && Version.ToString() == expected;
    }
}
