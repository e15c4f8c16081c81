using System.Globalization;
using System.Numerics;
using System.Text;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Queries;

/// <summary>A query, or a range of it, as SQL. The text depends on the shape and the limit, never on values.</summary>
internal sealed class Selection
{
    private readonly StringBuilder _sql = new(256);
    private readonly List<FieldValue> _parameters = [];
    private readonly Table _table;
    private readonly PlannerHint _hint;
    private bool _isHidden;

    private Selection(Table table, PlannerHint hint)
    {
        _table = table;
        _hint = hint;
    }

    /// <summary>Selects sequence, version, partition, id and body, then the fields of the sort.</summary>
    internal string Sql => _sql.ToString();

    internal static Selection Of<T>(
        DocumentQuery<T> query, Table table, Predicate condition, long now, PlannerHint? hint = null)
        where T : class
    {
        var selection = new Selection(table, hint ?? PlannerHint.None);
        selection._sql
            .Append("SELECT sequence, version, partition, id, body");
        var sort = query.TotalSort;
        foreach (var order in sort)
            selection._sql.Append(", ").Append(Column.NameOf(order.Field));
        selection._sql.Append(" FROM ").Append(table.Name).Append(" WHERE ");
        selection.Append(condition);
        selection.AppendScope(query.Scope, query.Type.Container);
        if (table.HasExpiry)
            selection._sql.Append(" AND ").Append(Table.Live(selection.Add(FieldValue.Of(now))));
        selection.AppendOrder(sort);
        selection.AppendLimit(query.Limit + 1);
        return selection;
    }

    /// <summary>
    /// Counts what a condition is true of, and stops at the next power of two, so that few statements are prepared.
    /// </summary>
    internal static Selection CountOf(Table table, Predicate condition, int atLeast)
    {
        var selection = new Selection(table, PlannerHint.None);
        selection._sql.Append("SELECT count(*) FROM (SELECT 1 FROM ").Append(table.Name).Append(" WHERE ");
        selection.Append(condition);
        selection.AppendLimit((int)BitOperations.RoundUpToPowerOf2((uint)atLeast));
        selection._sql.Append(')');
        return selection;
    }

    /// <summary>Binds the parameters.</summary>
    internal void Bind(Statement statement)
    {
        for (var i = 0; i < _parameters.Count; i++)
            statement.Bind(i + 1, _parameters[i]);
    }

    private void AppendScope(Scope scope, Container container)
    {
        if (scope.IsPrefix && container.PartitionLevels < 2)
            throw new ArgumentException($"Partitions of {container.Name} have one level.", nameof(scope));
        if (scope is { Partition: { } prefix, IsPrefix: true })
        {
            // Hidden from the planner by the plus: a first level has many rows, and the index of another filter fewer.
            // The character after the slash is the zero.
            _sql.Append(" AND +partition >= ");
            AppendParameter(FieldValue.Of(prefix + "/"));
            _sql.Append(" AND +partition < ");
            AppendParameter(FieldValue.Of(prefix + "0"));
        }
        else if (scope.Partition is { } partition)
        {
            _sql.Append(" AND partition = ");
            AppendParameter(FieldValue.Of(partition));
        }

        if (!_table.IsShared)
            return;
        _sql.Append(" AND +container = ");
        AppendParameter(FieldValue.Of(container.Name));
    }

    private void AppendOrder(IReadOnlyList<Order> sort)
    {
        _sql.Append(" ORDER BY ");
        _isHidden = _hint.HidesSort;
        for (var i = 0; i < sort.Count; i++)
        {
            _sql.Append(i == 0 ? "" : ", ").Append(ColumnOf(sort[i].Field, allowSet: false));
            if (sort[i].Descending)
                _sql.Append(" DESC");
        }
    }

    // As a literal: SQLite plans a statement again each time that a parameter of its limit is bound.
    private void AppendLimit(int limit) => _sql.Append(CultureInfo.InvariantCulture, $" LIMIT {limit}");

    private void Append(Predicate predicate)
    {
        var isWithinHidden = _isHidden;
        _isHidden = _hint.Hides(predicate, isWithinHidden);
        AppendTerm(predicate);
        _isHidden = isWithinHidden;
    }

    private void AppendTerm(Predicate predicate)
    {
        switch (predicate)
        {
            case All { Parts: var parts }:
                AppendJoined(parts, " AND ", ifEmpty: "1");
                break;
            case Any { Parts: var parts }:
                AppendJoined(parts, " OR ", ifEmpty: "0");
                break;
            case Compare compare:
                _sql.Append(ColumnOf(compare.Field, allowSet: false)).Append(Operator(compare.Comparison));
                AppendParameter(Checked(compare.Field, compare.Value));
                break;
            case In @in:
                AppendIn(@in);
                break;
            case Contains contains:
                Require(contains.Field, FieldKind.TextSet);
                _sql.Append("EXISTS (SELECT 1 FROM json_each(").Append(ColumnOf(contains.Field))
                    .Append(") AS e WHERE e.value = ");
                AppendParameter(FieldValue.Of(contains.Text));
                _sql.Append(')');
                break;
            case HasSubstring substring:
                Require(substring.Field, FieldKind.Text);
                _sql.Append("instr(").Append(ColumnOf(substring.Field)).Append(", ");
                AppendParameter(FieldValue.Of(substring.Text));
                _sql.Append(") > 0");
                break;
            case IsNull isNull:
                _sql.Append(ColumnOf(isNull.Field)).Append(isNull.Negated ? " IS NOT NULL" : " IS NULL");
                break;
            default:
                throw new NotSupportedException($"{predicate.GetType().Name} has no translation.");
        }
    }

    private void AppendJoined(IReadOnlyList<Predicate> parts, string conjunction, string ifEmpty)
    {
        if (parts.Count == 0)
        {
            _sql.Append(ifEmpty);
            return;
        }

        _sql.Append('(');
        for (var i = 0; i < parts.Count; i++)
        {
            _sql.Append(i == 0 ? "" : conjunction);
            Append(parts[i]);
        }

        _sql.Append(')');
    }

    private void AppendIn(In predicate)
    {
        var column = ColumnOf(predicate.Field, allowSet: false);
        if (predicate.Values.Count == 0)
        {
            _sql.Append('0');
            return;
        }

        // Padded to a power of two, so that lists of all lengths share a dozen statements.
        var length = (int)BitOperations.RoundUpToPowerOf2((uint)predicate.Values.Count);
        _sql.Append(column).Append(" IN (");
        for (var i = 0; i < length; i++)
        {
            _sql.Append(i == 0 ? "" : ", ");
            AppendParameter(Checked(predicate.Field, predicate.Values[Math.Min(i, predicate.Values.Count - 1)]));
        }

        _sql.Append(')');
    }

    private void AppendParameter(FieldValue value) => _sql.Append('?').Append(Add(value));

    private int Add(FieldValue value)
    {
        _parameters.Add(value);
        return _parameters.Count;
    }

    private string ColumnOf(Field field, bool allowSet = true)
    {
        var column = _table.Find(field)
            ?? throw new ArgumentException($"{_table.Type.Kind} has no field {field.Name} of kind {field.Kind}.");
        if (allowSet || field.Kind != FieldKind.TextSet)
            return _isHidden ? "+" + column.Name : column.Name;
        throw new ArgumentException($"{field.Name} is a set: it can't be compared or sorted by.");
    }

    private static FieldValue Checked(Field field, FieldValue value) => !value.IsNull && value.Kind == field.Kind
        ? value
        : throw new ArgumentException($"{field.Name} is compared with {(value.IsNull ? "null" : value.Kind)}.");

    private static void Require(Field field, FieldKind kind)
    {
        if (field.Kind != kind)
            throw new ArgumentException($"{field.Name} is not of kind {kind}.", nameof(field));
    }

    private static string Operator(Comparison comparison) => comparison switch
    {
        Comparison.Equal => " = ",
        Comparison.Less => " < ",
        Comparison.LessOrEqual => " <= ",
        Comparison.Greater => " > ",
        Comparison.GreaterOrEqual => " >= ",
        _ => throw new ArgumentOutOfRangeException(nameof(comparison)),
    };
}
