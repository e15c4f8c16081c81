using Enterprise.Core.Storage;

namespace Enterprise.Core.Notifications;

/// <summary>
/// Keeps what follows from a change, once: the first plan counts. Planning the change again, by somebody else at the
/// same time or later when others would be told, adds nothing to it; it goes on only with a plan that was cut off.
/// </summary>
internal sealed class DeliveryPlanWriter(IDocumentStore store)
{
    private const int MostRounds = 20;

    /// <summary>How many deliveries one part has, with all of the recipient who comes last.</summary>
    private const int MostInPart = 50;

    /// <summary>Commits deliveries of one change.</summary>
    /// <returns>What is pending of the change: what was planned now, or has been before.</returns>
    internal async ValueTask<IReadOnlyList<Delivery>> Commit(
        string changeId,
        IReadOnlyList<Delivery> deliveries,
        CancellationToken cancellationToken)
    {
        var planned = new List<Delivery>();
        var (rest, part) = (deliveries, 0);
        for (var round = 0; round < MostRounds; round++)
        {
            var some = PartOf(rest);
            var isLast = some.Count == rest.Count;
            if (await TryCommit(changeId, part, isLast, some, cancellationToken))
            {
                planned.AddRange(some);
                (rest, part) = ([.. rest.Skip(some.Count)], part + 1);
                if (isLast)
                    return planned;
                continue;
            }

            var plans = await In(DeliveryDocuments.Plans, changeId, cancellationToken);
            var known = await In(DeliveryDocuments.Type, changeId, cancellationToken);
            if (plans.Any(plan => plan.IsLast))
                return [.. known.Where(delivery => delivery.Status == DeliveryStatus.Pending)];
            var told = known.Select(delivery => delivery.Recipient).ToHashSet(StringComparer.Ordinal);
            (rest, part) = ([.. deliveries.Where(delivery => !told.Contains(delivery.Recipient))], plans.Count);
        }

        throw new StoreUnavailableException(
            $"The plan of the change {changeId} is contended.",
            TimeSpan.FromSeconds(1));
    }

    /// <summary>A recipient's deliveries are in one part, so that a recipient is either told or not.</summary>
    private static IReadOnlyList<Delivery> PartOf(IReadOnlyList<Delivery> deliveries)
    {
        var part = new List<Delivery>();
        foreach (var ofRecipient in deliveries.GroupBy(delivery => delivery.Recipient))
        {
            if (part.Count >= MostInPart)
                break;
            part.AddRange(ofRecipient);
        }

        return part;
    }

    private async ValueTask<bool> TryCommit(
        string changeId,
        int part,
        bool isLast,
        IReadOnlyList<Delivery> deliveries,
        CancellationToken cancellationToken)
    {
        var plan = new DeliveryPlan { ChangeId = changeId, Part = part, IsLast = isLast };
        var commit = new Commit(Container.Outbox, DeliveryDocuments.Partition(changeId))
            .Create(DeliveryDocuments.Plans, DeliveryDocuments.PartId(part), plan);
        foreach (var delivery in deliveries)
            commit.Create(DeliveryDocuments.Type, delivery.Id, delivery);
        return (await store.Commit(commit, cancellationToken)).Succeeded;
    }

    private async ValueTask<IReadOnlyList<T>> In<T>(
        DocumentType<T> type,
        string changeId,
        CancellationToken cancellationToken)
        where T : class
    {
        var documents = new List<T>();
        var query = new DocumentQuery<T>(type)
        {
            Scope = Scope.In(DeliveryDocuments.Partition(changeId)),
            Limit = 1000,
        };
        while (true)
        {
            var page = await store.Query(query, cancellationToken);
            documents.AddRange(page.Items.Select(item => item.Value));
            if (!page.HasMore)
                return documents;
            query = query with { After = page.Next };
        }
    }
}
