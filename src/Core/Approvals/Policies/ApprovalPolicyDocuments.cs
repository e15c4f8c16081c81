using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Policies;

/// <summary>How policies are kept: all in one partition, so that one query reads them.</summary>
public static class ApprovalPolicyDocuments
{
    /// <summary>The partition of every policy.</summary>
    public const string Partition = "approval-policies";

    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field Name = new("name", FieldKind.Text);
    public static readonly Field IsActive = new("is_active", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<ApprovalPolicy> Type = new(
        Container.Directory,
        "approval_policy",
        ApprovalPoliciesJson.Default.ApprovalPolicy,
        (Id, policy => FieldValue.Of(policy.Id)),
        (Name, policy => FieldValue.Of(policy.Name?.ToLowerInvariant())),
        (IsActive, policy => FieldValue.Of(policy.IsActive)),
        (CreatedAt, policy => FieldValue.Of(policy.CreatedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(Name), new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
        ],
    };

    /// <summary>What the list of policies can be asked.</summary>
    public static readonly ListDefinition<ApprovalPolicy> List = new(Type)
    {
        Name = "approval-policies",
        Filters =
        [
            ListFilter.Flag(IsActive),
            ListFilter.Search("q", Name),
            .. ListFilter.Times("created", CreatedAt),
        ],
        Sorts = [ListSort.By(Id), ListSort.By(Name), ListSort.By(CreatedAt)],
        DefaultSort = [new Order(Id)],
    };

    /// <summary>Where a policy is kept.</summary>
    public static DocumentKey Key(long id) => new(Partition, Ids.Text(id));
}
