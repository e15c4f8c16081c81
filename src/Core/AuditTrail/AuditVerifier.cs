using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>Walks hash chains from their first entry to their heads.</summary>
public sealed class AuditVerifier(IDocumentStore store)
{
    private const int MostBreaks = 100;
    private const int PageSize = 500;

    /// <summary>Verifies one chain, or with null every chain.</summary>
    /// <param name="chain">The chain; null for all.</param>
    /// <param name="progress">Told the number of entries walked so far, once a page.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    public async ValueTask<AuditVerification> Verify(
        string? chain,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var walk = new AuditWalk();
        while (!walk.IsDone)
            walk = await GoOn(walk, chain, long.MaxValue, progress, cancellationToken);
        return walk.Found();
    }

    /// <summary>
    /// Continues the verification of every chain by some months: until about so many entries are verified, and at most
    /// by a page of heads.
    /// </summary>
    public ValueTask<AuditWalk> GoOn(AuditWalk walk, long entries, CancellationToken cancellationToken) =>
        GoOn(walk, chain: null, entries, progress: null, cancellationToken);

    private async ValueTask<AuditWalk> GoOn(
        AuditWalk from,
        string? chain,
        long entries,
        IProgress<long>? progress,
        CancellationToken cancellationToken)
    {
        var query = new DocumentQuery<ChainHead>(AuditDocuments.Heads)
        {
            Scope = chain is null ? Scope.Everywhere : Scope.Below(chain),
            Where = chain is null ? Predicate.Everything : AuditDocuments.HeadsOf(chain),
            Sort = [new Order(AuditDocuments.HeadKey)],
            Limit = PageSize,
        };
        if (from.Last is { } last)
            query = query with { After = query.PositionOf(last) };
        var page = await store.Query(query, cancellationToken);
        var walk = new Walk(store, from, progress);
        foreach (var (index, head) in page.Items.Index())
        {
            await walk.Month(head.Value, cancellationToken);
            if (walk.Entries - from.Entries >= entries && index < page.Items.Count - 1)
                return walk.State(isDone: false);
        }

        return walk.State(isDone: !page.HasMore);
    }

    private sealed class Walk(IDocumentStore store, AuditWalk from, IProgress<long>? progress)
    {
        private readonly List<ChainBreak> _breaks = [.. from.Breaks];
        private ChainHead? _previous = from.Last;
        private long _chains = from.Chains;

        internal long Entries { get; private set; } = from.Entries;

        internal AuditWalk State(bool isDone) => new()
        {
            Last = _previous,
            IsDone = isDone,
            Chains = _chains,
            Entries = Entries,
            Breaks = _breaks,
        };

        /// <summary>Walks one month; those of a chain come in their order.</summary>
        internal async ValueTask Month(ChainHead head, CancellationToken cancellationToken)
        {
            var previous = _previous?.Chain == head.Chain ? await Final(_previous, cancellationToken) : null;
            if (previous is null)
                _chains++;
            _previous = head;
            var (sequence, hash) = previous is null ? (0L, HashChain.Genesis) : (previous.Sequence, previous.Hash);
            if (head.StartSequence != sequence
                || head.StartHash != hash
                || (previous is not null && previous.NextMonth != head.Month))
            {
                Break(head, sequence + 1, null, "The month does not go on where the one before it ends.");
            }

            await WalkEntries(head, head.StartSequence, head.StartHash, cancellationToken);
            await Beyond(head, cancellationToken);
        }

        /// <summary>A month that has gone on, and ended, since it was walked is walked to its end.</summary>
        private async ValueTask<ChainHead> Final(ChainHead walked, CancellationToken cancellationToken)
        {
            if (walked.NextMonth is not null || await Current(walked, cancellationToken) is not { } current)
                return walked;
            await WalkEntries(current, walked.Sequence, walked.Hash, cancellationToken);
            return current;
        }

        /// <summary>Walks the entries after a place up to the head; those that came since are another walk's.</summary>
        private async ValueTask WalkEntries(
            ChainHead head,
            long sequence,
            string hash,
            CancellationToken cancellationToken)
        {
            var query = new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
            {
                Scope = Scope.In(AuditDocuments.Partition(head.Chain, head.Month)),
                Where = Place(Comparison.Greater, sequence) & Place(Comparison.LessOrEqual, head.Sequence),
                Sort = [new Order(AuditDocuments.Sequence)],
                Limit = PageSize,
            };
            while (true)
            {
                var page = await store.Query(query, cancellationToken);
                foreach (var document in page.Items)
                {
                    Check(head, document, sequence + 1, hash);
                    (sequence, hash) = (document.Value.Sequence, document.Value.Hash);
                }

                Entries += page.Items.Count;
                progress?.Report(Entries);
                if (!page.HasMore)
                    break;
                query = query with { After = page.Next };
            }

            if (sequence != head.Sequence)
                Break(head, sequence + 1, null, "Entries at the end are missing.");
            else if (hash != head.Hash)
                Break(head, sequence, null, "The month does not end with its last entry.");
        }

        /// <summary>
        /// An entry and the head that counts it are one commit, so a head read after an entry counts it.
        /// </summary>
        private async ValueTask Beyond(ChainHead head, CancellationToken cancellationToken)
        {
            var page = await store.Query(
                new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
                {
                    Scope = Scope.In(AuditDocuments.Partition(head.Chain, head.Month)),
                    Where = Place(Comparison.Greater, head.Sequence),
                    Sort = [new Order(AuditDocuments.Sequence, Descending: true)],
                    Limit = 1,
                },
                cancellationToken);
            if (page.Items.Count == 0)
                return;
            var current = await Current(head, cancellationToken);
            if (current is null || current.Sequence < page.Items[0].Value.Sequence)
                Break(head, head.Sequence + 1, page.Items[0].Value.Id, "An entry lies beyond the end.");
        }

        private async ValueTask<ChainHead?> Current(ChainHead head, CancellationToken cancellationToken) =>
            (await store.Get(
                AuditDocuments.Heads,
                AuditDocuments.HeadKeyOf(head.Chain, head.Month),
                cancellationToken))?.Value;

        private static Predicate Place(Comparison comparison, long sequence) =>
            new Compare(AuditDocuments.Sequence, comparison, FieldValue.Of(sequence));

        private void Check(ChainHead head, Document<AuditEntry> document, long sequence, string previousHash)
        {
            var entry = document.Value;
            if (entry.Sequence != sequence)
                Break(head, sequence, null, "An entry is missing.");
            else if (entry.PreviousHash != previousHash)
                Break(head, sequence, entry.Id, "The entry does not refer to the one before it.");
            else if (document.Key.Id != entry.Id || entry.Chain != head.Chain || entry.Hash != HashChain.Hash(entry))
                Break(head, sequence, entry.Id, "The entry was changed.");
        }

        private void Break(ChainHead head, long sequence, string? entryId, string reason)
        {
            if (_breaks.Count == MostBreaks || (_breaks.Count > 0 && _breaks[^1].Chain == head.Chain))
                return;
            _breaks.Add(new ChainBreak(head.Chain, head.Month, sequence, entryId, reason));
        }
    }
}
