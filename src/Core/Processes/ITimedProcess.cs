using Enterprise.Core.Auditing;

namespace Enterprise.Core.Processes;

/// <summary>Which process.</summary>
/// <param name="Kind">The kind's name: <c>approval</c>, <c>review</c>.</param>
/// <param name="ProjectId">The project it belongs to.</param>
/// <param name="Id">Its id among the project's processes of this kind.</param>
public sealed record ProcessKey(string Kind, long ProjectId, long Id);

/// <summary>A process and when the clock has to look at it.</summary>
public sealed record DueProcess(ProcessKey Key, DateTimeOffset DueAt);

/// <summary>
/// A kind of process that lives in time. Its state is a document that says when it is due; a driver, which every host
/// has in its own form, calls it then.
/// </summary>
public interface ITimedProcess
{
    /// <summary>A stable name.</summary>
    string Kind { get; }

    /// <summary>The process that a change began, or may have given another due time; null for none.</summary>
    ProcessKey? Affected(Change change);

    /// <summary>The processes that are due first, in the order in which they are, due or not.</summary>
    ValueTask<IReadOnlyList<DueProcess>> First(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Applies what fell due by now. It is idempotent: called twice, late, or by two hosts at once.
    /// </summary>
    /// <returns>When it is due next; null when never.</returns>
    ValueTask<DateTimeOffset?> Advance(ProcessKey key, CancellationToken cancellationToken);
}

/// <summary>What drives processes on this host.</summary>
public interface IProcessDriver
{
    /// <summary>
    /// Tells that a process was begun, or may be due at another time than before. Told twice, it does no harm; not
    /// told, the driver finds out later by itself.
    /// </summary>
    ValueTask Wake(ProcessKey key, CancellationToken cancellationToken);
}
