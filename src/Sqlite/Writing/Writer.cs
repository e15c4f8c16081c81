using System.Threading.Channels;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// The one thread that writes. It writes all waiting requests in one transaction (group commit), because the cost of a
/// durable commit is its flush to the disk, which thirty commits can share.
/// </summary>
internal sealed class Writer : IDisposable
{
    private static readonly TimeSpan _mostDelay = TimeSpan.FromMilliseconds(10);

    private readonly Channel<WriteRequest> _waiting;
    private readonly Channel<WriteRequest> _deferred = Channel.CreateUnbounded<WriteRequest>();
    private readonly Connection _connection;
    private readonly Checkpointer _checkpointer;
    private readonly List<WriteRequest> _group;
    private readonly int _mostInGroup;
    private readonly Thread _thread;

    // Not a task, because waiting for one spins first, and takes the processor from others. Not disposed of, because
    // the caller that added the last request may be about to set it.
    private readonly AutoResetEvent _wake = new(initialState: false);
    private volatile bool _drained;

    /// <summary>Takes over the connections.</summary>
    internal Writer(Connection connection, Connection checkpoints, SqliteStoreOptions options)
    {
        _connection = connection;
        _checkpointer = new Checkpointer(connection, checkpoints);
        _mostInGroup = options.MostCommitsInGroup;
        _group = new List<WriteRequest>(_mostInGroup);
        _waiting = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(options.MostWaitingCommits)
        {
            SingleReader = true,
        });
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Adds a request; its task ends when it is durable.</summary>
    internal Task<TResult> Add<TResult>(WriteRequest<TResult> request)
    {
        ObjectDisposedException.ThrowIf(_drained, this);
        if (_waiting.Writer.TryWrite(request))
        {
            _wake.Set();
            return request.Completion;
        }

        ObjectDisposedException.ThrowIf(_drained, this);
        throw new StoreUnavailableException("Too many commits wait for the database.", TimeSpan.FromSeconds(1));
    }

    /// <summary>Adds a request that is not urgent: it is written with the next one that is, or after 10 ms.</summary>
    internal Task<TResult> AddDeferred<TResult>(WriteRequest<TResult> request)
    {
        ObjectDisposedException.ThrowIf(!_deferred.Writer.TryWrite(request), this);
        _wake.Set();
        return request.Completion;
    }

    /// <summary>Writes what waits and takes nothing more.</summary>
    internal void Drain()
    {
        if (_drained)
            return;
        _drained = true;
        _waiting.Writer.Complete();
        _deferred.Writer.Complete();
        _wake.Set();
        _thread.Join();
    }

    /// <summary>Writes what waits, then closes the connections.</summary>
    public void Dispose()
    {
        Drain();
        _checkpointer.Dispose();
        _connection.Dispose();
    }

    private void Run()
    {
        var isOverdue = false;
        while (true)
        {
            Take(_waiting.Reader);
            if (_group.Count > 0 || isOverdue || _drained)
                Take(_deferred.Reader);
            isOverdue = false;
            if (_group.Count > 0)
            {
                WriteGroup();
                _group.Clear();
                _checkpointer.AfterGroup();
            }
            else if (_waiting.Reader.Completion.IsCompleted && _deferred.Reader.Completion.IsCompleted)
            {
                return;
            }
            else
            {
                var hasDeferred = _deferred.Reader.TryPeek(out _);
                isOverdue = !_wake.WaitOne(hasDeferred ? _mostDelay : Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Take(ChannelReader<WriteRequest> requests)
    {
        while (_group.Count < _mostInGroup && requests.TryRead(out var request))
            _group.Add(request);
    }

    private void WriteGroup()
    {
        if (TryWrite(_group) is not { } failure)
            return;
        if (_group.Count == 1 || failure is StoreUnavailableException)
        {
            foreach (var request in _group)
                request.Fail(failure);
            return;
        }

        // One of them can't be written; written one by one, the others are.
        foreach (var request in _group)
        {
            if (TryWrite([request]) is { } ownFailure)
                request.Fail(ownFailure);
        }
    }

    /// <summary>Writes all in one transaction and completes them.</summary>
    /// <returns>Why it was rolled back; null when it is durable.</returns>
    private Exception? TryWrite(List<WriteRequest> requests)
    {
        try
        {
            _connection.Prepare("BEGIN IMMEDIATE").Run();
            foreach (var request in requests)
                request.Write(_connection);
            _connection.Prepare("COMMIT").Run();
        }
        catch (Exception exception)
        {
            RollBack();
            return exception is SqliteException error && TransientErrors.Translate(error, "write") is { } unavailable
                ? unavailable
                : exception;
        }

        foreach (var request in requests)
            request.Complete();
        return null;
    }

    private void RollBack()
    {
        try
        {
            // Some errors end the transaction by themselves.
            if (_connection.IsInTransaction)
                _connection.Prepare("ROLLBACK").Run();
        }
        catch (SqliteException)
        {
            // The next BEGIN reports what is wrong with the connection.
        }
    }
}
