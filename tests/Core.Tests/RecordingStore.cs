using System.Collections.Concurrent;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests;

/// <summary>Counts queries, records commits, and lets a test run code or fail before and after a commit.</summary>
internal sealed class RecordingStore(IDocumentStore store) : IDocumentStore
{
    private readonly ConcurrentQueue<Commit> _commits = [];
    private int _queries;

    /// <summary>Number of pages queried.</summary>
    internal int Queries => Volatile.Read(ref _queries);

    /// <summary>Every successful commit.</summary>
    internal IReadOnlyCollection<Commit> Commits => _commits;

    /// <summary>Awaited before a commit.</summary>
    internal Func<Commit, Task> BeforeCommit { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before a commit; the exception it returns is thrown instead of committing.</summary>
    internal Func<Commit, Exception?> FailBeforeCommit { get; set; } = _ => null;

    /// <summary>Called after a commit; the exception it returns is thrown instead of returning the result.</summary>
    internal Func<Commit, Exception?> FailAfterCommit { get; set; } = _ => null;

    internal static bool Creates(Commit commit, string kind) =>
        commit.Writes.Any(write => write.Kind == WriteKind.Create && write.Type.Kind == kind);

    public ValueTask<Document<T>?> Get<T>(DocumentType<T> type, DocumentKey key, CancellationToken cancellationToken)
        where T : class => store.Get(type, key, cancellationToken);

    public ValueTask<DocumentPage<T>> Query<T>(DocumentQuery<T> query, CancellationToken cancellationToken)
        where T : class
    {
        Interlocked.Increment(ref _queries);
        return store.Query(query, cancellationToken);
    }

    public async ValueTask<CommitResult> Commit(Commit commit, CancellationToken cancellationToken)
    {
        await BeforeCommit(commit);
        if (FailBeforeCommit(commit) is { } before)
            throw before;
        var result = await store.Commit(commit, cancellationToken);
        if (result.Succeeded)
            _commits.Enqueue(commit);
        return FailAfterCommit(commit) is { } after ? throw after : result;
    }
}
