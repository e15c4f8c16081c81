using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Entities;

/// <summary>The last id given out of one kind.</summary>
public sealed record Counter
{
    public long Last { get; init; }
}

/// <summary>How many ids are taken from the counter at once.</summary>
/// <param name="BlockSize">
/// 1 where a commit is cheap, so that ids are dense; more where it is not, at the price of gaps after a restart.
/// </param>
public sealed record IdAllocation(int BlockSize);

/// <summary>
/// Gives out the ids of new entities. Callers who wait at the same time share one commit, so that a burst of
/// creations does not queue at the counter, and take some for those who come next: who creates alone leaves no gaps,
/// and a burst at most one when the process ends.
/// </summary>
internal sealed class IdAllocator(IDocumentStore store, IdAllocation allocation)
{
    private const int MostAttempts = 50;

    /// <summary>How many ids a burst takes for each caller who waits.</summary>
    private const int IdsPerWaiting = 32;

    private readonly ConcurrentDictionary<string, Kind> _kinds = new(StringComparer.Ordinal);

    internal static DocumentType<Counter> Counters { get; } = new(
        Container.Claims,
        "counter",
        EntitiesJson.Default.Counter,
        (new Field("last", FieldKind.Integer), counter => FieldValue.Of(counter.Last)));

    /// <summary>An id that no entity of this kind has, or ever had.</summary>
    public async ValueTask<long> Next(string kind, CancellationToken cancellationToken)
    {
        var state = _kinds.GetOrAdd(kind, static _ => new Kind());
        Interlocked.Increment(ref state.Waiting);
        try
        {
            await state.Lock.WaitAsync(cancellationToken);
            try
            {
                if (state.Next > state.Last)
                {
                    var waiting = Volatile.Read(ref state.Waiting);
                    var size = Math.Max(waiting == 1 ? 1 : waiting * IdsPerWaiting, allocation.BlockSize);
                    state.Last = await Take(kind, size, cancellationToken);
                    state.Next = state.Last - size + 1;
                }

                return state.Next++;
            }
            finally
            {
                state.Lock.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref state.Waiting);
        }
    }

    private async ValueTask<long> Take(string kind, int size, CancellationToken cancellationToken)
    {
        var key = new DocumentKey($"counter:{kind}", kind);
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var current = await store.Get(Counters, key, cancellationToken);
            var next = new Counter { Last = (current?.Value.Last ?? 0) + size };
            var commit = new Commit(Container.Claims, key.Partition);
            if (current is null)
                commit.Create(Counters, key.Id, next);
            else
                commit.Replace(Counters, key.Id, next, current.Version);
            if ((await store.Commit(commit, cancellationToken)).Succeeded)
                return next.Last;
        }

        throw new StoreUnavailableException($"The counter of {kind} is contended.", TimeSpan.FromSeconds(1));
    }

    /// <summary>
    /// It is used as long as the process runs, and its semaphore has no handle: there is nothing to dispose of.
    /// </summary>
    [SuppressMessage("Design", "CA1001", Justification = "See the summary.")]
    private sealed class Kind
    {
        internal readonly SemaphoreSlim Lock = new(1, 1);
        internal int Waiting;
        internal long Next = 1;
        internal long Last;
    }
}
