using System.Buffers;
using System.Text;
using Enterprise.Core.Storage;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Enterprise.Sqlite.Connections;

/// <summary>A prepared statement. Parameters count from 1 and columns from 0, as SQLite's do.</summary>
internal sealed class Statement : IDisposable
{
    private const int SmallText = 512;

    private readonly Connection _connection;
    private readonly sqlite3_stmt _handle;

    internal Statement(Connection connection, string sql)
    {
        _connection = connection;
        connection.Check(sqlite3_prepare_v3(connection.Handle, sql, SQLITE_PREPARE_PERSISTENT, out _handle));
    }

    /// <summary>When it was last prepared, in uses of its connection.</summary>
    internal long LastUse { get; set; }

    internal void BindNull(int parameter) => _connection.Check(sqlite3_bind_null(_handle, parameter));

    internal void Bind(int parameter, long value) => _connection.Check(sqlite3_bind_int64(_handle, parameter, value));

    internal void Bind(int parameter, double value) =>
        _connection.Check(sqlite3_bind_double(_handle, parameter, value));

    internal void Bind(int parameter, string value)
    {
        // SQLitePCL binds an empty span as null.
        if (value.Length == 0)
        {
            _connection.Check(sqlite3_bind_text(_handle, parameter, value));
            return;
        }

        var most = Encoding.UTF8.GetMaxByteCount(value.Length);
        var rented = most > SmallText ? ArrayPool<byte>.Shared.Rent(most) : null;
        var bytes = rented ?? stackalloc byte[SmallText];
        var length = Encoding.UTF8.GetBytes(value, bytes);
        _connection.Check(sqlite3_bind_text(_handle, parameter, bytes[..length]));
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    internal void Bind(int parameter, ReadOnlySpan<byte> blob) => _connection.Check(
        blob.IsEmpty ? sqlite3_bind_zeroblob(_handle, parameter, 0) : sqlite3_bind_blob(_handle, parameter, blob));

    internal void Bind(int parameter, FieldValue value)
    {
        if (value.IsNull)
            BindNull(parameter);
        else if (value.Kind == FieldKind.Integer)
            Bind(parameter, value.Integer);
        else if (value.Kind == FieldKind.Real)
            Bind(parameter, value.Real);
        else if (value.Kind == FieldKind.Text)
            Bind(parameter, value.Text);
        else
            Bind(parameter, TextSet.Write(value.Set));
    }

    /// <summary>Goes to the next row; false after the last one.</summary>
    internal bool Step()
    {
        var code = sqlite3_step(_handle);
        if (code == SQLITE_ROW)
            return true;
        if (code != SQLITE_DONE)
            _connection.Check(code);
        return false;
    }

    /// <summary>Runs a statement that returns nothing, and resets it.</summary>
    internal void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Ends the statement's use of the database; what was bound stays bound.</summary>
    internal void Reset() => sqlite3_reset(_handle);

    internal bool IsNull(int column) => sqlite3_column_type(_handle, column) == SQLITE_NULL;

    internal long Integer(int column) => sqlite3_column_int64(_handle, column);

    internal string Text(int column) => Encoding.UTF8.GetString(sqlite3_column_blob(_handle, column));

    /// <summary>The bytes of a blob or text, valid until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => sqlite3_column_blob(_handle, column);

    /// <summary>The value that <see cref="Bind(int, FieldValue)"/> wrote, of a field that can be sorted by.</summary>
    internal FieldValue Field(int column, FieldKind kind) => IsNull(column)
        ? FieldValue.Null
        : kind switch
        {
            FieldKind.Integer => FieldValue.Of(Integer(column)),
            FieldKind.Real => FieldValue.Of(sqlite3_column_double(_handle, column)),
            FieldKind.Text => FieldValue.Of(Text(column)),
            _ => throw new NotSupportedException("Sets have no order."),
        };

    /// <summary>Whether the column holds what <see cref="Bind(int, FieldValue)"/> would write.</summary>
    internal bool Holds(int column, FieldValue value)
    {
        if (value.IsNull || IsNull(column))
            return value.IsNull && IsNull(column);
        return value.Kind switch
        {
            FieldKind.Integer => Integer(column) == value.Integer,
            FieldKind.Real => sqlite3_column_double(_handle, column).Equals(value.Real),
            FieldKind.Text => IsText(Bytes(column), value.Text),
            _ => IsText(Bytes(column), TextSet.Write(value.Set)),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static bool IsText(ReadOnlySpan<byte> bytes, string text) =>
        bytes.Length >= text.Length
        && bytes.Length == Encoding.UTF8.GetByteCount(text)
        && text.AsSpan().SequenceEqual(Encoding.UTF8.GetString(bytes));
}
