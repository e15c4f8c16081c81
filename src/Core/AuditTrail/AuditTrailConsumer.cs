using System.Globalization;
using Enterprise.Core.Auditing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>Appends each change to its hash chain, once, however often it is handed over.</summary>
public sealed class AuditTrailConsumer(IDocumentStore store) : IChangeConsumer
{
    private const int MostAttempts = 20;
    private const int MostChainsAtOnce = 128;
    private const int LargestHead = 1_000;

    /// <summary>The chain's head takes one write of a commit.</summary>
    private const int MostEntriesPerCommit = Commit.MostWrites - 1;

    /// <inheritdoc/>
    public string Name => "audit-trail";

    /// <inheritdoc/>
    public async ValueTask Handle(IReadOnlyList<Change> changes, CancellationToken cancellationToken)
    {
        foreach (var chains in changes.DistinctBy(change => change.Id).GroupBy(HashChain.Of).Chunk(MostChainsAtOnce))
            await Task.WhenAll(chains.Select(chain => Append(chain, cancellationToken)));
    }

    private async Task Append(IGrouping<string, Change> chain, CancellationToken cancellationToken)
    {
        foreach (var month in chain.GroupBy(MonthOf))
            await Append(chain.Key, month.Key, [.. month], cancellationToken);
    }

    /// <summary>
    /// Appends the changes of one month. They go to that month's partition while it is open, where appending one twice
    /// conflicts; what comes later has to be looked for first.
    /// </summary>
    private async ValueTask Append(
        string chain,
        string month,
        IReadOnlyList<Change> changes,
        CancellationToken cancellationToken)
    {
        var mayBeAppended = false;
        for (var attempt = 0; changes.Count > 0; attempt++)
        {
            if (attempt == MostAttempts)
                throw new StoreUnavailableException($"The chain {chain} is contended.", TimeSpan.FromSeconds(1));
            var open = await Open(chain, month, cancellationToken);
            if (open is null)
                continue;
            if (mayBeAppended || open.Value.Head.Month != month)
                changes = await WithoutAppended(chain, month, changes, cancellationToken);
            var appended = changes.Count == 0 ? 0 : await TryAppend(open.Value, changes, cancellationToken);
            mayBeAppended = appended == 0;
            if (appended > 0)
                (changes, attempt) = ([.. changes.Skip(appended)], 0);
        }
    }

    /// <summary>Appends as many of the changes as one commit holds.</summary>
    /// <returns>How many; none on a conflict.</returns>
    private async ValueTask<int> TryAppend(
        (ChainHead Head, string? Version) open,
        IReadOnlyList<Change> changes,
        CancellationToken cancellationToken)
    {
        var (head, version) = open;
        var commit = new Commit(Container.Audit, AuditDocuments.Partition(head.Chain, head.Month));
        foreach (var change in changes.Take(MostEntriesPerCommit))
        {
            // The next entry is at most as large as a body may be, and has to fit beside the head.
            if (commit.Bytes + Commit.MostBytes > Commit.MostBytesInAll - LargestHead && commit.Writes.Count > 0)
                break;
            var entry = HashChain.Append(change, head.Sequence + 1, head.Hash);
            commit.Create(AuditDocuments.Entries, entry.Id, entry);
            head = head with { Sequence = entry.Sequence, Hash = entry.Hash };
        }

        var appended = commit.Writes.Count;
        if (version is null)
            commit.Create(AuditDocuments.Heads, AuditDocuments.HeadId, head);
        else
            commit.Replace(AuditDocuments.Heads, AuditDocuments.HeadId, head, version);
        return (await store.Commit(commit, cancellationToken)).Succeeded ? appended : 0;
    }

    /// <summary>
    /// The head to append at, with its version, or without one when it is yet to be written. Null when the state moved
    /// meanwhile and has to be looked at again.
    /// </summary>
    /// <remarks>
    /// A month that is continued in another one is closed first, and names it: two writers can then never append to
    /// both, nor continue in different ones. A late change is appended to the newest month.
    /// </remarks>
    private async ValueTask<(ChainHead Head, string? Version)?> Open(
        string chain,
        string month,
        CancellationToken cancellationToken)
    {
        var own = await store.Get(AuditDocuments.Heads, AuditDocuments.HeadKeyOf(chain, month), cancellationToken);
        if (own is { Value.NextMonth: null })
            return (own.Value, own.Version);

        var newest = await Newest(chain, cancellationToken);
        if (newest is null)
            return (First(chain, month, 0, HashChain.Genesis), null);
        if (newest.Value.NextMonth is { } next)
        {
            var following = First(chain, next, newest.Value.Sequence, newest.Value.Hash);
            if (string.CompareOrdinal(next, month) >= 0)
                return (following, null);

            // In an earlier month than its own a change would not be looked for, so that one begins without it. A
            // conflict means that somebody else has begun it.
            await store.Commit(
                new Commit(Container.Audit, AuditDocuments.Partition(chain, next))
                    .Create(AuditDocuments.Heads, AuditDocuments.HeadId, following),
                cancellationToken);
            return null;
        }

        if (string.CompareOrdinal(month, newest.Value.Month) <= 0)
            return (newest.Value, newest.Version);

        var commit = new Commit(Container.Audit, newest.Key.Partition)
            .Replace(AuditDocuments.Heads, newest.Key.Id, newest.Value with { NextMonth = month }, newest.Version);
        var closed = await store.Commit(commit, cancellationToken);
        return closed.Succeeded ? (First(chain, month, newest.Value.Sequence, newest.Value.Hash), null) : null;
    }

    private static ChainHead First(string chain, string month, long sequence, string hash) => new()
    {
        Chain = chain,
        Month = month,
        StartSequence = sequence,
        StartHash = hash,
        Sequence = sequence,
        Hash = hash,
    };

    private async ValueTask<Document<ChainHead>?> Newest(string chain, CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<ChainHead>(AuditDocuments.Heads)
        {
            Scope = Scope.Below(chain),
            Where = AuditDocuments.HeadsOf(chain),
            Sort = [new Order(AuditDocuments.HeadKey, Descending: true)],
            Limit = 1,
        };
        var page = await store.Query(query, cancellationToken);
        return page.Items.Count == 0 ? null : page.Items[0];
    }

    /// <summary>What is not in the chain yet: neither in the month it belongs to, nor in a later one.</summary>
    private async ValueTask<IReadOnlyList<Change>> WithoutAppended(
        string chain,
        string month,
        IReadOnlyList<Change> changes,
        CancellationToken cancellationToken)
    {
        var months = await store.Query(
            new DocumentQuery<ChainHead>(AuditDocuments.Heads)
            {
                Scope = Scope.Below(chain),
                Where = AuditDocuments.HeadsOf(chain)
                    & new Compare(
                        AuditDocuments.HeadKey,
                        Comparison.GreaterOrEqual,
                        FieldValue.Of(AuditDocuments.Partition(chain, month))),
                Sort = [new Order(AuditDocuments.HeadKey)],
                Limit = 1000,
            },
            cancellationToken);
        var missing = changes.ToDictionary(change => change.Id);
        foreach (var head in months.Items)
        {
            foreach (var id in missing.Keys)
            {
                var key = new DocumentKey(head.Key.Partition, id);
                if (await store.Get(AuditDocuments.Entries, key, cancellationToken) is not null)
                    missing.Remove(id);
            }
        }

        return [.. changes.Where(change => missing.ContainsKey(change.Id))];
    }

    private static string MonthOf(Change change) =>
        change.OccurredAt.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
