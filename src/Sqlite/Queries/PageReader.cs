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

    /// <summary>A filter that finds fewer rows is entered at once: they are read and sorted in a millisecond.</summary>
    internal int NarrowBelow { get; init; } = 500;

    /// <summary>A filter that finds fewer rows is entered when the walk has found too little.</summary>
    internal int TolerableBelow { get; init; } = 5000;

    /// <summary>
    /// How many of SQLite's steps the sort's index is walked for a page. A row takes five or more of them and, since it is
    /// rarely in the cache, some 2 µs: 10 ms in all.
    /// </summary>
    internal int MostStepsOfWalk { get; init; } = 20_000;

    private bool IsFull => _items.Count > query.Limit;

    internal DocumentPage<T> Read()
    {
        var crossing = Crossing.Of(query);
        if (crossing is null && query.After is null)
        {
            Read(query.Where, Route.Any);
        }
        else
        {
            // One snapshot for all statements, or a document that moves meanwhile could come twice.
            connection.Prepare("BEGIN").Run();
            try
            {
                if (crossing is null)
                    ReadSteps(Route.Any);
                else
                    Read(crossing);
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

    private void Read(Crossing crossing)
    {
        if (TryEnterNarrowest(crossing.Filters, NarrowBelow)
            || connection.TryWithin(MostStepsOfWalk, () => ReadSteps(Route.AlongSort(crossing.BesideSort))))
        {
            return;
        }

        // Each filter finds much, all together hardly anything.
        _items.Clear();
        if (!TryEnterNarrowest(crossing.Filters, TolerableBelow))
            ReadSteps(Route.Any);
    }

    private bool TryEnterNarrowest(IReadOnlyList<Predicate> filters, int fewest)
    {
        Predicate? narrowest = null;
        foreach (var filter in filters)
        {
            var found = Count(filter, atLeast: fewest);
            if (found < fewest)
                (narrowest, fewest) = (filter, found);
        }

        if (narrowest is null)
            return false;
        Read(query.Condition(), Route.Through(narrowest));
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

    private void ReadSteps(Route route)
    {
        foreach (var step in Steps.Of(query))
        {
            if (IsFull)
                break;
            Read(step, route);
        }
    }

    private void Read(Predicate condition, Route route)
    {
        var selection = Selection.Of(query, table, condition, now.ToUnixTimeSeconds(), route);
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
