using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// A commit. The expected versions of its documents are checked before its first write: no other commit writes inside
/// the transaction, so a conflict needs no rollback to a savepoint. Whether a new document is new shows when it is
/// inserted, which saves a query for it; where it exists, what the commit inserted before is deleted again.
/// </summary>
internal sealed class CommitRequest(Commit commit, Table[] tables, TimeProvider time, CommitSignal signal)
    : WriteRequest<CommitResult>
{
    private readonly Found[] _found = new Found[commit.Writes.Count];
    private readonly long[] _created = new long[commit.Writes.Count];
    private CommitResult? _result;
    private long _lastChange;

    /// <inheritdoc/>
    protected override CommitResult Result => _result!;

    internal override void Write(Connection connection)
    {
        _lastChange = 0;
        var now = time.GetUtcNow();
        var versions = new string[tables.Length];
        if (ConflictOf(connection, now, creations: false) is null && TryCreate(connection, versions, now))
            _result = WriteOthers(connection, versions, now);
        else
            _result = ConflictOf(connection, now, creations: true);
    }

    internal override void Complete()
    {
        if (_lastChange > 0)
            signal.Announce(_lastChange);
        base.Complete();
    }

    /// <summary>The first conflict of the writes, with or without the creations among them.</summary>
    private CommitResult? ConflictOf(Connection connection, DateTimeOffset now, bool creations)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            var write = commit.Writes[i];
            var creates = write.Kind == WriteKind.Create;
            if (creates && !creations)
                continue;
            _found[i] = Find(connection, write, tables[i], now.ToUnixTimeSeconds());
            if (creates && _found[i].IsLive)
                return CommitResult.Conflicted(i, ConflictReason.Exists);
            if (!creates && !_found[i].Has(write.ExpectedVersion))
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

    /// <summary>Inserts the new documents; false, and nothing is inserted, when one of them exists.</summary>
    private bool TryCreate(Connection connection, string[] versions, DateTimeOffset now)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            if (commit.Writes[i].Kind != WriteKind.Create)
                continue;
            var isInserted = Insert(connection, commit.Writes[i], tables[i], now)
                || ReplaceExpired(connection, commit.Writes[i], tables[i], now);
            if (!isInserted)
            {
                DeleteCreated(connection, before: i);
                return false;
            }

            _created[i] = connection.LastRowId;
            versions[i] = new RowVersion(_created[i], 1).ToString();
            if (tables[i].Type.Kind == SqliteChangeFeed.Kind)
                _lastChange = _created[i];
        }

        return true;
    }

    /// <summary>Inserts instead of a document that has expired; false when that is still alive.</summary>
    private bool ReplaceExpired(Connection connection, DocumentWrite write, Table table, DateTimeOffset now)
    {
        var found = Find(connection, write, table, now.ToUnixTimeSeconds());
        if (found.IsLive)
            return false;
        Delete(connection, table, found.Version);
        return Insert(connection, write, table, now);
    }

    private void DeleteCreated(Connection connection, int before)
    {
        for (var i = 0; i < before; i++)
        {
            if (commit.Writes[i].Kind == WriteKind.Create)
                Delete(connection, tables[i], new RowVersion(_created[i], 1));
        }

        _lastChange = 0;
    }

    private CommitResult WriteOthers(Connection connection, string[] versions, DateTimeOffset now)
    {
        for (var i = 0; i < tables.Length; i++)
        {
            var write = commit.Writes[i];
            if (write.Kind == WriteKind.Replace)
                versions[i] = Replace(connection, write, tables[i], _found[i], now);
            else if (write.Kind == WriteKind.Delete)
                versions[i] = Delete(connection, tables[i], _found[i].Version);
        }

        return CommitResult.Done(versions);
    }

    /// <summary>Inserts a document; false when there is one of its key.</summary>
    private bool Insert(Connection connection, DocumentWrite write, Table table, DateTimeOffset now)
    {
        var insert = connection.Prepare(table.Insert);
        var parameter = table.BindKey(insert, commit.Container, commit.Partition, write.Id);
        BindExpiry(insert, parameter++, table, now);
        insert.Bind(parameter++, write.Json.Span);
        foreach (var value in write.Fields)
            insert.Bind(parameter++, value);
        insert.Run();
        return connection.Changes > 0;
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
        internal bool Has(string? expected) => IsLive && Version.ToString() == expected;
    }
}
