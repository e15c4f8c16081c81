using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Layout;

/// <summary>Migrates a database to the layout that the document types declare.</summary>
/// <remarks>
/// The layout of each kind is saved in the database, so that a start without changes reads a handful of rows. It is
/// saved after new columns were filled, so an interrupted start fills them again.
/// </remarks>
internal static class Schema
{
    /// <summary>The format of the file; raised when an older release could no longer work with it.</summary>
    private const long Format = 1;

    /// <summary>Identifies the file as ours ("Entp"), so that another program's database is refused.</summary>
    private const long ApplicationId = 0x456E7470;

    private const int RowsInBatch = 500;

    internal static void Prepare(Connection connection, string path, Catalog catalog)
    {
        var format = connection.ReadNumber("PRAGMA user_version") ?? 0;
        if (format == 0)
            Initialize(connection, path);
        else if (connection.ReadNumber("PRAGMA application_id") != ApplicationId)
            throw new DatabaseNotRecognizedException(path);
        else if (format > Format)
            throw new DatabaseTooNewException(path, format, Format);

        var known = ReadLayouts(connection);
        foreach (var table in catalog.Tables)
        {
            var description = known.GetValueOrDefault(table.Type.Kind);
            if (description != table.Description)
                Update(connection, table, description);
        }
    }

    private static void Initialize(Connection connection, string path) => InTransaction(connection, () =>
    {
        if (connection.ReadNumber("PRAGMA user_version") != 0)
            return;
        if (connection.ReadNumber("SELECT count(*) FROM sqlite_schema") != 0)
            throw new DatabaseNotRecognizedException(path);
        connection.Run("CREATE TABLE store_kind (kind TEXT PRIMARY KEY, layout TEXT NOT NULL) WITHOUT ROWID");
        connection.Run(
            "CREATE TABLE store_checkpoint (consumer TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID");
        connection.Run($"PRAGMA application_id = {ApplicationId}");
        connection.Run($"PRAGMA user_version = {Format}");
    });

    private static Dictionary<string, string> ReadLayouts(Connection connection)
    {
        using var statement = new Statement(connection, "SELECT kind, layout FROM store_kind");
        var layouts = new Dictionary<string, string>();
        while (statement.Step())
            layouts.Add(statement.Text(0), statement.Text(1));
        return layouts;
    }

    private static void Update(Connection connection, Table table, string? known)
    {
        if (known is not null)
            UpdateColumns(connection, table, known);
        InTransaction(connection, () =>
        {
            if (ReadNames(connection, "table", table).Count == 0)
                connection.Run(table.Create);
            UpdateIndexes(connection, table);
            SaveLayout(connection, table);
        });
    }

    private static void UpdateColumns(Connection connection, Table table, string known)
    {
        var lines = known.Split('\n');
        if (table.IsShared != (lines[0] == "shared"))
            throw new NotSupportedException($"{table.Type.Kind} can't move to or from several containers.");

        var missing = table.Columns.Index().Where(column => !lines.Contains(column.Item.Declaration)).ToList();
        if (missing.Count == 0)
            return;
        InTransaction(connection, () =>
        {
            // A column of an index may be dropped and added with another type; UpdateIndexes creates the indexes again.
            var key = table.Indexes[0].Name;
            foreach (var index in ReadNames(connection, "index", table).Where(name => name != key))
                connection.Run($"DROP INDEX {index}");
            foreach (var (_, column) in missing)
            {
                if (HasColumn(connection, table, column))
                    connection.Run($"ALTER TABLE {table.Name} DROP COLUMN {column.Name}");
                connection.Run($"ALTER TABLE {table.Name} ADD COLUMN {column.Declaration}");
            }
        });
        Fill(connection, table, missing);
    }

    private static void Fill(Connection connection, Table table, List<(int Index, Column Item)> columns)
    {
        var assignments = columns.Select((column, i) => $"{column.Item.Name} = ?{i + 2}");
        using var select = new Statement(
            connection,
            $"SELECT sequence, body FROM {table.Name} WHERE sequence > ?1 ORDER BY sequence LIMIT {RowsInBatch}");
        using var update = new Statement(
            connection, $"UPDATE {table.Name} SET {string.Join(", ", assignments)} WHERE sequence = ?1");

        var last = 0L;
        for (var rows = RowsInBatch; rows == RowsInBatch;)
        {
            rows = 0;
            InTransaction(connection, () =>
            {
                select.Bind(1, last);
                while (select.Step())
                {
                    rows++;
                    last = select.Integer(0);
                    var values = table.Type.ValuesOf(select.Bytes(1));
                    update.Bind(1, last);
                    for (var i = 0; i < columns.Count; i++)
                        update.Bind(i + 2, values[columns[i].Index]);
                    update.Run();
                }

                select.Reset();
            });
        }
    }

    private static void UpdateIndexes(Connection connection, Table table)
    {
        var existing = ReadNames(connection, "index", table);
        foreach (var name in existing.Except(table.Indexes.Select(index => index.Name)))
            connection.Run($"DROP INDEX {name}");
        foreach (var index in table.Indexes.Where(index => !existing.Contains(index.Name)))
            connection.Run(index.Create);
    }

    private static List<string> ReadNames(Connection connection, string kind, Table table)
    {
        using var statement = new Statement(
            connection, "SELECT name FROM sqlite_schema WHERE type = ?1 AND tbl_name = ?2 AND sql IS NOT NULL");
        statement.Bind(1, kind);
        statement.Bind(2, table.Type.Kind);
        var names = new List<string>();
        while (statement.Step())
            names.Add(statement.Text(0));
        return names;
    }

    private static bool HasColumn(Connection connection, Table table, Column column)
    {
        using var statement = new Statement(connection, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2");
        statement.Bind(1, table.Type.Kind);
        statement.Bind(2, column.Name);
        return statement.Step();
    }

    private static void SaveLayout(Connection connection, Table table)
    {
        using var statement = new Statement(
            connection,
            "INSERT INTO store_kind (kind, layout) VALUES (?1, ?2) "
            + "ON CONFLICT (kind) DO UPDATE SET layout = excluded.layout");
        statement.Bind(1, table.Type.Kind);
        statement.Bind(2, table.Description);
        statement.Run();
    }

    private static void InTransaction(Connection connection, Action act)
    {
        connection.Run("BEGIN IMMEDIATE");
        try
        {
            act();
            connection.Run("COMMIT");
        }
        catch
        {
            if (connection.IsInTransaction)
                connection.Run("ROLLBACK");
            throw;
        }
    }
}
