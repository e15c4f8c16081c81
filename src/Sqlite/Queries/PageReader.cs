using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;

namespace Enterprise.Sqlite.Queries;

/// <summary>Reads one page of a query, and one document more to know whether there are more.</summary>
internal sealed class PageReader<T>(Connection connection, DocumentQuery<T> query, Table table, DateTimeOffset now)
    where T : class
{
    private readonly List<Document<T>> _items = [];

    internal DocumentPage<T> Read()
    {
        if (query.After is null)
        {
            Read(query.Where);
        }
        else
        {
            // One snapshot for all steps, or a document that moves meanwhile could come twice.
            connection.Prepare("BEGIN").Run();
            try
            {
                foreach (var step in Steps.Of(query))
                {
                    if (_items.Count > query.Limit)
                        break;
                    Read(step);
                }
            }
            finally
            {
                connection.Prepare("COMMIT").Run();
            }
        }

        var hasMore = _items.Count > query.Limit;
        if (hasMore)
            _items.RemoveAt(query.Limit);
        return new DocumentPage<T>(_items, hasMore);
    }

    private void Read(Predicate condition)
    {
        var selection = Selection.Of(query, table, condition, now.ToUnixTimeSeconds());
        var statement = connection.Prepare(selection.Sql);
        selection.Bind(statement, query.Limit + 1 - _items.Count);
        try
        {
            while (statement.Step())
                _items.Add(ReadDocument(statement));
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
}
