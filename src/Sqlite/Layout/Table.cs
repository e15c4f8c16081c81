using System.Globalization;
using System.Text;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;

namespace Enterprise.Sqlite.Layout;

/// <summary>
/// The table of one kind of document. Each declared field has a real column: with indexes on expressions over the JSON
/// body, every filter that no index serves would parse the body of each row.
/// </summary>
internal sealed class Table
{
    private const int MostFields = 64;
    private const string StateColumns = "sequence, version, expires_at";

    /// <summary>The column of <see cref="SelectStateAndFields"/> that holds the first field.</summary>
    internal const int FirstFieldColumn = 3;

    private static readonly string[] _reserved = ["store_", "sqlite_"];

    internal Table(DocumentType type, bool isShared)
    {
        if (type.Fields.Count > MostFields)
            throw new ArgumentException($"A {type.Kind} declares more than {MostFields} fields.", nameof(type));
        if (_reserved.Any(prefix => type.Kind.StartsWith(prefix, StringComparison.Ordinal)))
            throw new ArgumentException($"The name {type.Kind} is reserved.", nameof(type));
        Type = type;
        IsShared = isShared;
        Name = Identifier.Quote(type.Kind);
        Columns = [.. type.Fields.Select(field => new Column(field))];
        Indexes = [.. TableIndex.Of(this)];

        var key = "FROM " + Name + " WHERE partition = ?1 AND id = ?2" + (isShared ? " AND container = ?3" : "");
        var fields = string.Concat(Columns.Select(column => ", " + column.Name));
        var live = HasExpiry ? $" AND {Live(isShared ? 4 : 3)}" : "";
        SelectDocument = $"SELECT sequence, version, body {key}{live}";
        SelectState = $"SELECT {StateColumns} {key}";
        SelectStateAndFields = $"SELECT {StateColumns}{fields} {key}";
        Delete = $"DELETE FROM {Name} WHERE sequence = ?1";
        Insert = InsertOf(fields);
    }

    /// <summary>One of the declarations of the kind; their layouts are the same.</summary>
    internal DocumentType Type { get; }

    /// <summary>Whether the table has documents of several containers, and a column with the container.</summary>
    internal bool IsShared { get; }

    internal bool HasExpiry => Type.TimeToLive is not null;

    internal string Name { get; }

    internal IReadOnlyList<Column> Columns { get; }

    internal IReadOnlyList<TableIndex> Indexes { get; }

    /// <summary>By the key and, with an expiry, the time: sequence, version, body.</summary>
    internal string SelectDocument { get; }

    /// <summary>By the key: sequence, version, expiry.</summary>
    internal string SelectState { get; }

    /// <summary>By the key: sequence, version, expiry and every field.</summary>
    internal string SelectStateAndFields { get; }

    /// <summary>By the sequence.</summary>
    internal string Delete { get; }

    /// <summary>The key, then expiry, body and every field.</summary>
    internal string Insert { get; }

    /// <summary>The table, but for its indexes. The body comes last: columns behind it are read through it.</summary>
    internal string Create =>
        $"CREATE TABLE {Name} (sequence INTEGER PRIMARY KEY AUTOINCREMENT, partition TEXT NOT NULL, id TEXT NOT NULL, "
        + (IsShared ? "container TEXT NOT NULL, " : "")
        + "version INTEGER NOT NULL, expires_at INTEGER, "
        + string.Concat(Columns.Select(column => column.Declaration + ", "))
        + "body BLOB NOT NULL)";

    /// <summary>
    /// The layout of the table, line by line; a start compares it with the one that the last start saved.
    /// </summary>
    internal string Description => string.Join('\n',
    [
        IsShared ? "shared" : "own",
        .. Columns.Select(column => column.Declaration),
        .. Indexes.Select(index => index.Create),
    ]);

    /// <summary>
    /// True of what has not expired. Inside a function, so that the index on the expiry is not searched: hardly any row
    /// has expired.
    /// </summary>
    internal static string Live(int now) => $"ifnull(expires_at, {long.MaxValue}) > ?{now}";

    /// <summary>The column of a field; null when the kind does not declare it.</summary>
    internal Column? Find(Field field)
    {
        foreach (var column in Columns)
        {
            if (column.Field == field)
                return column;
        }

        return null;
    }

    /// <summary>Binds the key's parameters.</summary>
    /// <returns>The next parameter.</returns>
    internal int BindKey(Statement statement, Container container, string partition, string id)
    {
        statement.Bind(1, partition);
        statement.Bind(2, id);
        if (!IsShared)
            return 3;
        statement.Bind(3, container.Name);
        return 4;
    }

    /// <summary>By the sequence as its last parameter: expiry, body and the fields whose bits are set.</summary>
    /// <remarks>Only what changed is written: SQLite rewrites every index of a column that is assigned.</remarks>
    internal string Update(ulong changed)
    {
        var sql = new StringBuilder("UPDATE ").Append(Name)
            .Append(" SET version = version + 1, expires_at = ?1, body = ?2");
        var parameter = 3;
        for (var i = 0; i < Columns.Count; i++)
        {
            if ((changed & (1UL << i)) != 0)
                sql.Append(", ").Append(Columns[i].Name).Append(CultureInfo.InvariantCulture, $" = ?{parameter++}");
        }

        return sql.Append(CultureInfo.InvariantCulture, $" WHERE sequence = ?{parameter}").ToString();
    }

    private string InsertOf(string fields)
    {
        var container = IsShared ? ", container" : "";
        var parameters = Enumerable.Range(1, Columns.Count + (IsShared ? 5 : 4)).Select(i => $"?{i}");
        return $"INSERT INTO {Name} (partition, id{container}, expires_at, body{fields}, version) "
            + $"VALUES ({string.Join(", ", parameters)}, 1) ON CONFLICT DO NOTHING";
    }
}
