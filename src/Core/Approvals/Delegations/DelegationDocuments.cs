using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>
/// Counts the delegations ever made: every new one replaces it, so that no two are checked against the same others.
/// </summary>
public sealed record DelegationLedger
{
    public long Made { get; init; }
}

/// <summary>
/// How delegations are stored: all in one partition, so that two concurrent commits can't close a cycle.
/// </summary>
public static class DelegationDocuments
{
    /// <summary>The partition of every delegation.</summary>
    public const string Partition = "delegations";

    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field FromUserId = new("from_user_id", FieldKind.Integer);
    public static readonly Field ToUserId = new("to_user_id", FieldKind.Integer);
    public static readonly Field StartsAt = new("starts_at", FieldKind.Integer);

    /// <summary>When it is over, be it before its time.</summary>
    public static readonly Field EndsAt = new("ends_at", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);

    public static readonly DocumentType<Delegation> Type = new(
        Container.Directory,
        "delegation",
        DelegationsJson.Default.Delegation,
        (Id, delegation => FieldValue.Of(delegation.Id)),
        (FromUserId, delegation => FieldValue.Of(delegation.FromUserId)),
        (ToUserId, delegation => FieldValue.Of(delegation.ToUserId)),
        (StartsAt, delegation => FieldValue.Of(delegation.Start)),
        (EndsAt, delegation => FieldValue.Of(delegation.End)),
        (CreatedAt, delegation => FieldValue.Of(delegation.CreatedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(FromUserId), new Order(EndsAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(ToUserId), new Order(EndsAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(StartsAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(EndsAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
        ],
    };

    public static readonly DocumentType<DelegationLedger> Ledgers = new(
        Container.Directory,
        "delegation_ledger",
        DelegationsJson.Default.DelegationLedger,
        (new Field("made", FieldKind.Integer), ledger => FieldValue.Of(ledger.Made)));

    /// <summary>There is one.</summary>
    internal static DocumentKey LedgerKey { get; } = new(Partition, "ledger");

    /// <summary>Where a delegation is kept.</summary>
    public static DocumentKey Key(long id) => new(Partition, Ids.Text(id));

    /// <summary>Those in force at a time.</summary>
    internal static Predicate At(DateTimeOffset time) =>
        new Compare(StartsAt, Comparison.LessOrEqual, FieldValue.Of(time))
        & new Compare(EndsAt, Comparison.Greater, FieldValue.Of(time));
}
