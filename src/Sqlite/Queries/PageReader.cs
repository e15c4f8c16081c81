using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Queries;

/// <summary>Reads one page of a query, and one document more to know whether there are more.</summary>
internal sealed class PageReader<T>(Connection connection, DocumentQuery<T> query, Table table, DateTimeOffset now)
    where T : class
{
    private const int FirstSortColumn = 5;

    private readonly List<Document<T>> _items = [];
    private FieldValue[]? _position;

    /// <summary>
    /// The index of a filter with fewer rows is searched at once: they are read and sorted in a millisecond.
    /// </summary>
    internal int SelectiveBelow { get; init; } = 500;

    /// <summary>The index of a filter with fewer rows is searched when the scan has found too little.</summary>
    internal int AcceptableBelow { get; init; } = 5000;

    /// <summary>
    /// How many of SQLite's instructions a scan of the sort's index may take. A row takes five or more of them and,
    /// since it is rarely in the cache, some 2 µs: 10 ms in all.
    /// </summary>
    internal int MostScanSteps { get; init; } = 20_000;

    private bool IsFull => _items.Count > query.Limit;

    internal DocumentPage<T> Read()
    {
        var choice = IndexChoice.Of(query);
        if (choice is null && query.After is null)
        {
            Read(query.Where, PlannerHint.None);
        }
        else
        {
            // One snapshot for all statements, or a document whose sort fields change meanwhile could be read twice.
            connection.Prepare("BEGIN").Run();
            try
            {
                if (choice is null)
                    ReadRanges(PlannerHint.None);
                else
                    Read(choice);
            }
            finally
            {
                connection.Prepare("COMMIT").Run();
            }
        }

        if (!IsFull)
            return new DocumentPage<T>(_items, Next: null);
        _items.RemoveAt(query.Limit);
        return new DocumentPage<T>(_items, _position);
    }

    private void Read(IndexChoice choice)
    {
        if (TryMostSelective(choice.Searchable, SelectiveBelow)
            || connection.TryWithin(MostScanSteps, () => ReadRanges(PlannerHint.UseSortIndex(choice.Residual))))
        {
            return;
        }

        // Each filter finds many rows, all together few.
        _items.Clear();
        if (!TryMostSelective(choice.Searchable, AcceptableBelow))
            ReadRanges(PlannerHint.None);
    }

    /// <summary>Reads by the index of the filter that finds the fewest rows; false if all find too many.</summary>
    private bool TryMostSelective(IReadOnlyList<Predicate> filters, int fewest)
    {
        Predicate? mostSelective = null;
        foreach (var filter in filters)
        {
            var found = Count(filter, atLeast: fewest);
            if (found < fewest)
                (mostSelective, fewest) = (filter, found);
        }

        if (mostSelective is null)
            return false;
        Read(query.Condition(), PlannerHint.UseFilterIndex(mostSelective));
        return true;
    }

    private int Count(Predicate filter, int atLeast)
    {
        var selection = Selection.CountOf(table, filter, atLeast);
        var statement = connection.Prepare(selection.Sql);
        selection.Bind(statement);
        try
        {
            statement.Step();
            return (int)statement.Integer(0);
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>
    /// Reads the condition range by range. As one condition with alternatives SQLite would search the index by its
    /// first field only: a page deep inside a million projects of one priority would read all before it, and
    /// descending, where null comes last, every page would start at the top. Most pages are filled by the first range.
    /// </summary>
    private void ReadRanges(PlannerHint hint)
    {
        foreach (var range in query.ConditionRanges())
        {
            if (IsFull)
                break;
            Read(range, hint);
        }
    }

    private void Read(Predicate condition, PlannerHint hint)
    {
        var selection = Selection.Of(query, table, condition, now.ToUnixTimeSeconds(), hint);
        var statement = connection.Prepare(selection.Sql);
        selection.Bind(statement);
        try
        {
            while (!IsFull && statement.Step())
            {
                _items.Add(ReadDocument(statement));
                if (_items.Count == query.Limit)
                    _position = ReadPosition(statement);
            }
        }
        finally
        {
            statement.Reset();
        }
    }

    private Document<T> ReadDocument(Statement statement)
    {
        var version = new RowVersion(statement.Integer(0), statement.Integer(1));
        var key = new DocumentKey(statement.Text(2), statement.Text(3));
        return new Document<T>(query.Type, key, version.ToString(), statement.Bytes(4).ToArray());
    }

    private FieldValue[] ReadPosition(Statement statement)
    {
        var sort = query.TotalSort;
        var position = new FieldValue[sort.Count];
        for (var i = 0; i < position.Length; i++)
            position[i] = statement.Field(FirstSortColumn + i, sort[i].Field.Kind);
        return position;
    }
}
