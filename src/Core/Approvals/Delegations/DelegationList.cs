using Enterprise.Core.Listing;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>What the list of delegations can be asked.</summary>
public static class DelegationList
{
    public static readonly ListDefinition<Delegation> Definition = new(DelegationDocuments.Type)
    {
        Name = "delegations",
        Filters =
        [
            ListFilter.Integer(DelegationDocuments.FromUserId),
            ListFilter.Integer(DelegationDocuments.ToUserId),
            new(
                "at",
                FilterType.Time,
                "Only those in force at this time.",
                text => UtcTimestampConverter.TryParse(text, out var time) ? DelegationDocuments.At(time) : null),
            .. ListFilter.Times("starts", DelegationDocuments.StartsAt),
            .. ListFilter.Times("ends", DelegationDocuments.EndsAt),
            .. ListFilter.Times("created", DelegationDocuments.CreatedAt),
        ],
        Sorts =
        [
            ListSort.By(DelegationDocuments.Id),
            ListSort.By(DelegationDocuments.StartsAt),
            ListSort.By(DelegationDocuments.EndsAt),
            ListSort.By(DelegationDocuments.CreatedAt),
        ],
        DefaultSort = [new Order(DelegationDocuments.Id)],
    };
}
