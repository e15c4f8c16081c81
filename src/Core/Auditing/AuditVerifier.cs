using Enterprise.Core.Storage;

namespace Enterprise.Core.Auditing;

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
        var walk = new Walk(store, progress);
        var query = new DocumentQuery<ChainHead>(AuditDocuments.Heads)
        {
            Scope = chain is null ? Scope.Everywhere : Scope.Below(chain),
            Where = chain is null ? Predicate.Everything : Predicate.Equal(AuditDocuments.Chain, FieldValue.Of(chain)),
            Sort = [new Order(AuditDocuments.HeadKey)],
            Limit = PageSize,
        };
        while (true)
        {
            var page = await store.Query(query, cancellationToken);
            foreach (var head in page.Items)
                await walk.Month(head.Value, cancellationToken);
            if (!page.HasMore)
                break;
            query = query with { After = query.PositionOf(page.Items[^1].Value) };
        }

        return walk.Result();
    }

    private sealed class Walk(IDocumentStore store, IProgress<long>? progress)
    {
        private readonly List<ChainBreak> _breaks = [];
        private ChainHead? _previous;
        private string? _brokenChain;
        private long _chains;
        private long _entries;

        internal AuditVerification Result() => new()
        {
            Valid = _breaks.Count == 0,
            Chains = _chains,
            Entries = _entries,
            Breaks = _breaks,
        };

        /// <summary>Walks one month; those of a chain come in their order.</summary>
        internal async ValueTask Month(ChainHead head, CancellationToken cancellationToken)
        {
            var previous = _previous?.Chain == head.Chain ? _previous : null;
            if (previous is null)
                _chains++;
            _previous = head;
            var (sequence, hash) = previous is null ? (0L, HashChain.Genesis) : (previous.Sequence, previous.Hash);
            if (head.StartSequence != sequence || head.StartHash != hash)
                Break(head, sequence + 1, null, "The month does not go on where the one before it ends.");

            var query = new DocumentQuery<AuditEntry>(AuditDocuments.Entries)
            {
                Scope = Scope.In(AuditDocuments.Partition(head.Chain, head.Month)),
                Sort = [new Order(AuditDocuments.Sequence)],
                Limit = PageSize,
            };
            (sequence, hash) = (head.StartSequence, head.StartHash);
            while (true)
            {
                var page = await store.Query(query, cancellationToken);
                foreach (var document in page.Items)
                {
                    var entry = document.Value;
                    Check(head, entry, sequence + 1, hash);
                    (sequence, hash) = (entry.Sequence, entry.Hash);
                }

                _entries += page.Items.Count;
                progress?.Report(_entries);
                if (!page.HasMore)
                    break;
                query = query with { After = query.PositionOf(page.Items[^1].Value) };
            }

            if (sequence != head.Sequence || hash != head.Hash)
                Break(head, sequence + 1, null, "Entries at the end are missing.");
        }

        private void Check(ChainHead head, AuditEntry entry, long sequence, string previousHash)
        {
            if (entry.Sequence != sequence)
                Break(head, sequence, null, "An entry is missing.");
            else if (entry.PreviousHash != previousHash)
                Break(head, sequence, entry.Id, "The entry does not refer to the one before it.");
            else if (entry.Chain != head.Chain || entry.Hash != HashChain.Hash(entry))
                Break(head, sequence, entry.Id, "The entry was changed.");
        }

        private void Break(ChainHead head, long sequence, string? entryId, string reason)
        {
            if (_brokenChain == head.Chain || _breaks.Count == MostBreaks)
                return;
            _brokenChain = head.Chain;
            _breaks.Add(new ChainBreak(head.Chain, head.Month, sequence, entryId, reason));
        }
    }
}
