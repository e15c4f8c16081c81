using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>Who decides in whose place.</summary>
internal sealed class DelegationReader(IDocumentStore store)
{
    /// <summary>How many people one may decide for at once; those whose delegation ends first come first.</summary>
    internal const int MostActive = 200;

    /// <summary>
    /// The delegations by which the user decides for others at a time. They are not passed on: the delegations to those
    /// others are not among them.
    /// </summary>
    public async ValueTask<IReadOnlyList<Delegation>> ActiveTo(
        long userId,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var page = await store.Query(
            new DocumentQuery<Delegation>(DelegationDocuments.Type)
            {
                Scope = Scope.In(DelegationDocuments.Partition),
                Where = Predicate.Equal(DelegationDocuments.ToUserId, FieldValue.Of(userId))
                    & DelegationDocuments.At(now),
                Sort = [new Order(DelegationDocuments.EndsAt)],
                Limit = MostActive,
            },
            cancellationToken);
        return [.. page.Items.Select(item => item.Value)];
    }
}
