using System.Collections.Concurrent;
using Enterprise.Core.Auditing;
using Enterprise.Sqlite.Connections;
using Enterprise.Sqlite.Layout;
using Enterprise.Sqlite.Writing;

namespace Enterprise.Sqlite;

/// <summary>
/// The change feed: the table of changes in the order of its sequence. That is the order of the commits, since numbers
/// are assigned inside the write transaction, of which SQLite lets only one run at a time.
/// </summary>
internal sealed class SqliteChangeFeed(
    Table changes,
    ReaderPool readers,
    Writer writer,
    CommitSignal signal,
    SqliteStoreOptions options,
    TimeProvider time)
    : IChangeFeed, IFeedLag
{
    // Includes acknowledgements that are still to be written: what they acknowledge is not read again meanwhile.
    private readonly ConcurrentDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);

    private readonly string _next =
        $"SELECT sequence, id, body FROM {changes.Name} WHERE sequence > ?1 ORDER BY sequence LIMIT ?2";

    private readonly string _oldest =
        $"SELECT {Column.NameOf(Changes.OccurredAt)} FROM {changes.Name} WHERE sequence > ?1 ORDER BY sequence LIMIT 1";

    /// <summary>The kind of document that is the feed.</summary>
    internal static string Kind { get; } = Changes.OfProjects.Kind;

    /// <inheritdoc/>
    public async ValueTask<FeedPage> Read(string consumer, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var position = _acknowledged.TryGetValue(consumer, out var acknowledged)
            ? acknowledged
            : readers.Read(consumer, ReadPosition, cancellationToken);
        if (position is null)
        {
            // With a position, the consumer keeps changes that it has not acknowledged from being purged.
            await Acknowledge(consumer, 0, cancellationToken);
            position = 0;
        }

        return readers.Read((position.Value, limit), ReadChanges, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask Acknowledge(string consumer, long position, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _acknowledged.AddOrUpdate(consumer, position, (_, earlier) => Math.Max(earlier, position));
        await writer.AddDeferred(new Acknowledgement(consumer, position));
    }

    /// <inheritdoc/>
    public async ValueTask StartFrom(string consumer, string predecessor, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // In the same queue as acknowledgements: those given before, of either consumer, are written before.
        await writer.AddDeferred(new StartingPosition(consumer, predecessor));
    }

    /// <inheritdoc/>
    public async ValueTask Retire(string consumer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await writer.AddDeferred(new Retirement(consumer));
        _acknowledged.TryRemove(consumer, out _);
    }

    /// <inheritdoc/>
    public async ValueTask WaitForMore(long position, CancellationToken cancellationToken)
    {
        while (true)
        {
            var raised = signal.Raised;
            if (signal.Latest > position
                || readers.Read((position, 1), ReadChanges, cancellationToken).Batch.Count > 0)
            {
                return;
            }

            await raised.WaitAsync(options.FeedInterval, time, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> OldestPending(string consumer, CancellationToken cancellationToken)
    {
        var position = readers.Read(consumer, ReadPosition, cancellationToken) ?? 0;
        return ValueTask.FromResult(readers.Read(position, ReadOldest, cancellationToken));
    }

    private DateTimeOffset? ReadOldest(Connection connection, long position)
    {
        var statement = connection.Prepare(_oldest);
        statement.Bind(1, position);
        try
        {
            return statement.Step()
                ? DateTimeOffset.UnixEpoch.AddTicks(statement.Integer(0) * TimeSpan.TicksPerMicrosecond)
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private static long? ReadPosition(Connection connection, string consumer)
    {
        var statement = connection.Prepare("SELECT position FROM store_checkpoint WHERE consumer = ?1");
        statement.Bind(1, consumer);
        try
        {
            return statement.Step() ? statement.Integer(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    private FeedPage ReadChanges(Connection connection, (long Position, int Limit) page)
    {
        var statement = connection.Prepare(_next);
        statement.Bind(1, page.Position);
        statement.Bind(2, page.Limit);
        try
        {
            var read = new ChangeBatch();
            var position = page.Position;
            while (statement.Step())
            {
                position = statement.Integer(0);
                read.Add(statement.Text(1), statement.Bytes(2));
            }

            return new FeedPage(read, position);
        }
        finally
        {
            statement.Reset();
        }
    }
}
