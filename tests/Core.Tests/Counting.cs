using System.Collections.Concurrent;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Tests;

/// <summary>Counts the queries, and the commits that go through, and lets a test step in before them.</summary>
internal sealed class Counting(IDocumentStore store) : IDocumentStore
{
    private readonly ConcurrentQueue<Commit> _commits = [];
    private int _queries;

    /// <summary>How many pages were asked for.</summary>
    internal int Queries => Volatile.Read(ref _queries);

    /// <summary>Every commit that happened.</summary>
    internal IReadOnlyCollection<Commit> Commits => _commits;

    /// <summary>Awaited before a commit.</summary>
    internal Func<Commit, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Asked before a commit; what it throws is thrown instead.</summary>
    internal Func<Commit, Exception?> Fail { get; set; } = _ => null;

    /// <summary>Asked after a commit has happened; what it throws is thrown instead of the result.</summary>
    internal Func<Commit, Exception?> FailAfter { get; set; } = _ => null;

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
        await Before(commit);
        if (Fail(commit) is { } before)
            throw before;
        var result = await store.Commit(commit, cancellationToken);
        if (result.Succeeded)
            _commits.Enqueue(commit);
        return FailAfter(commit) is { } after ? throw after : result;
    }
}
