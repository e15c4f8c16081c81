using System.Threading.Channels;
using Enterprise.Core.Storage;
using Enterprise.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace Enterprise.Sqlite.Writing;

/// <summary>
/// The one thread that writes. It takes everything that waits into one transaction, because what a durable commit costs
/// is its flush to the disk, and thirty commits share one as well as one does.
/// </summary>
internal sealed class Writer : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(10);

    private readonly Channel<WriteRequest> _waiting;
    private readonly Channel<WriteRequest> _waitingForNext = Channel.CreateUnbounded<WriteRequest>();
    private readonly Connection _connection;
    private readonly Checkpointer _checkpointer;
    private readonly List<WriteRequest> _group;
    private readonly int _mostInGroup;
    private readonly Thread _thread;

    // Waiting for a task would spin first, on processors that have better things to do. It is left to the finalizer:
    // whoever handed the last request over may be about to set it.
    private readonly AutoResetEvent _wake = new(initialState: false);
    private volatile bool _drained;

    /// <summary>Takes over the connections.</summary>
    internal Writer(Connection connection, Connection besideIt, SqliteStoreOptions options)
    {
        _connection = connection;
        _checkpointer = new Checkpointer(connection, besideIt);
        _mostInGroup = options.MostCommitsInGroup;
        _group = new List<WriteRequest>(_mostInGroup);
        _waiting = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(options.MostWaitingCommits)
        {
            SingleReader = true,
        });
        _thread = new Thread(Run) { IsBackground = true, Name = "SQLite writer" };
        _thread.Start();
    }

    /// <summary>Hands a request over; it is done when its task is.</summary>
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

    /// <summary>
    /// Hands over what is in no hurry: it is written with the next request that is, or after some milliseconds.
    /// </summary>
    internal Task<TResult> AddToNext<TResult>(WriteRequest<TResult> request)
    {
        ObjectDisposedException.ThrowIf(!_waitingForNext.Writer.TryWrite(request), this);
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
        _waitingForNext.Writer.Complete();
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
                Take(_waitingForNext.Reader);
            isOverdue = false;
            if (_group.Count > 0)
            {
                WriteGroup();
                _group.Clear();
                _checkpointer.AfterGroup();
            }
            else if (_waiting.Reader.Completion.IsCompleted && _waitingForNext.Reader.Completion.IsCompleted)
            {
                return;
            }
            else
            {
                var mayWait = _waitingForNext.Reader.TryPeek(out _);
                isOverdue = !_wake.WaitOne(mayWait ? _patience : Timeout.InfiniteTimeSpan);
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

        // One of them can't be written. Each alone, the others don't suffer from it.
        foreach (var request in _group)
        {
            if (TryWrite([request]) is { } itsOwn)
                request.Fail(itsOwn);
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
            return exception is SqliteException error && Unavailable.From(error, "write") is { } unavailable
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
