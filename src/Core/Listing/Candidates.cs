using Enterprise.Core.Storage;

namespace Enterprise.Core.Listing;

/// <summary>
/// Lists what no query of the store can select exactly: the query returns candidates, those that don't match are left
/// out, and the page is filled with those that follow, within a bound.
/// </summary>
internal static class Candidates
{
    /// <summary>How many more pages of candidates a page of a list looks at.</summary>
    internal const int MostRefills = 8;

    /// <summary>A page of those that belong; a short one, with more to come, where the bound was met first.</summary>
    internal static async ValueTask<ListPage<T>> Page<T>(
        IDocumentStore store,
        DocumentQuery<T> query,
        Func<Document<T>, ValueTask<bool>> belongs,
        CancellationToken cancellationToken)
        where T : class
    {
        var items = new List<Document<T>>(query.Limit);
        for (var round = 0; ; round++)
        {
            var page = await store.Query(query, cancellationToken);
            for (var index = 0; index < page.Items.Count; index++)
            {
                var candidate = page.Items[index];
                if (await belongs(candidate))
                    items.Add(candidate);
                if (items.Count == query.Limit)
                {
                    return new ListPage<T>(
                        items,
                        index == page.Items.Count - 1 ? page.Next : query.PositionOf(candidate.Value));
                }
            }

            if (!page.HasMore)
                return new ListPage<T>(items, Next: null);
            query = query with { After = page.Next };
            if (round == MostRefills)
                return new ListPage<T>(items, query.After);
        }
    }
}
