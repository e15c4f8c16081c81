using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Enterprise.Core.Auditing;
using Enterprise.Core.Listing;
using Enterprise.Core.Storage;

namespace Enterprise.Core.AuditTrail;

/// <summary>A change in its place in a hash chain. Its id is the change's, so it can be appended only once.</summary>
public sealed record AuditEntry : Change
{
    [JsonConstructor]
    public AuditEntry()
    {
    }

    [SetsRequiredMembers]
    internal AuditEntry(Change change, string chain, long sequence, string previousHash)
        : base(change)
    {
        Chain = chain;
        Sequence = sequence;
        PreviousHash = previousHash;
        Hash = "";
    }

    /// <summary>The chain it belongs to: <c>project:ID</c> or <c>organisation</c>.</summary>
    [JsonPropertyOrder(1)]
    public required string Chain { get; init; }

    /// <summary>Its place in the chain, from 1, without gaps.</summary>
    [JsonPropertyOrder(1)]
    public required long Sequence { get; init; }

    /// <summary>The hash of the entry before it; 64 zeros for the first.</summary>
    [JsonPropertyOrder(1)]
    public required string PreviousHash { get; init; }

    /// <summary>The SHA-256 of its canonical JSON (RFC 8785) without this field, in hexadecimal.</summary>
    [JsonPropertyOrder(1)]
    public required string Hash { get; init; }
}

/// <summary>The end of one month of a chain, committed with each entry.</summary>
public sealed record ChainHead
{
    public required string Chain { get; init; }

    /// <summary>The month whose entries lie in this partition: <c>yyyy-MM</c>.</summary>
    public required string Month { get; init; }

    /// <summary>The place of the last entry before this month; 0 when there is none.</summary>
    public required long StartSequence { get; init; }

    /// <summary>The hash of the last entry before this month.</summary>
    public required string StartHash { get; init; }

    /// <summary>The place of the last entry.</summary>
    public required long Sequence { get; init; }

    /// <summary>The hash of the last entry.</summary>
    public required string Hash { get; init; }

    /// <summary>
    /// The month that goes on from here, after which nothing can be appended any more; null while this is the last.
    /// Named before it is there, so that everybody goes on in the same one.
    /// </summary>
    public string? NextMonth { get; init; }
}

/// <summary>How the trail is kept: in one partition a chain and month.</summary>
public static class AuditDocuments
{
    public static readonly Field Id = new("id", FieldKind.Text);
    public static readonly Field ProjectId = new("project_id", FieldKind.Integer);
    public static readonly Field UserId = new("user_id", FieldKind.Integer);
    public static readonly Field EntityType = new("entity_type", FieldKind.Text);
    public static readonly Field EntityId = new("entity_id", FieldKind.Integer);
    public static readonly Field Action = new("action", FieldKind.Text);
    public static readonly Field OccurredAt = new("occurred_at", FieldKind.Integer);
    public static readonly Field Sequence = new("sequence", FieldKind.Integer);

    public static readonly DocumentType<AuditEntry> Entries = new(
        Container.Audit,
        "audit_entry",
        AuditTrailJson.Default.AuditEntry,
        (Id, entry => FieldValue.Of(entry.Id)),
        (ProjectId, entry => FieldValue.Of(entry.ProjectId)),
        (UserId, entry => FieldValue.Of(entry.UserId)),
        (EntityType, entry => FieldValue.Of(entry.EntityType)),
        (EntityId, entry => FieldValue.Of(entry.EntityId)),
        (Action, entry => FieldValue.Of(entry.Action)),
        (OccurredAt, entry => FieldValue.Of(entry.OccurredAt)),
        (Sequence, entry => FieldValue.Of(entry.Sequence)))
    {
        Indexes =
        [
            new(new Order(OccurredAt), new Order(Id)),
            new(new Order(ProjectId), new Order(OccurredAt), new Order(Id)),
            new(new Order(UserId), new Order(OccurredAt), new Order(Id)),
            new(new Order(EntityType), new Order(EntityId), new Order(OccurredAt), new Order(Id)),
            new(new Order(Action), new Order(OccurredAt), new Order(Id)),
            DocumentIndex.InPartition(new Order(Sequence), new Order(Id)),
        ],
    };

    /// <summary>The partition, which sorts by chain and month.</summary>
    public static readonly Field HeadKey = new("key", FieldKind.Text);

    public static readonly DocumentType<ChainHead> Heads = new(
        Container.Audit,
        "chain_head",
        AuditTrailJson.Default.ChainHead,
        (HeadKey, head => FieldValue.Of(Partition(head.Chain, head.Month))))
    {
        Indexes = [new(new Order(HeadKey))],
    };

    /// <summary>There is one head in a partition.</summary>
    internal const string HeadId = "head";

    /// <summary>What the trail can be asked; newest first.</summary>
    public static readonly ListDefinition<AuditEntry> List = new(Entries)
    {
        Name = "audit-logs",
        Filters =
        [
            ListFilter.Integer(ProjectId),
            ListFilter.Integer(UserId),
            ListFilter.Text(EntityType),
            ListFilter.Integer(EntityId),
            ListFilter.Text(Action),
            .. ListFilter.Period("from", "to", OccurredAt),
        ],
        Sorts = [ListSort.By(OccurredAt)],
        DefaultSort = [new Order(OccurredAt, Descending: true)],
        Expansions = ["user"],
    };

    /// <summary>The heads of one chain: their keys are those between the slash and the character after it.</summary>
    internal static Predicate HeadsOf(string chain) =>
        new Compare(HeadKey, Comparison.GreaterOrEqual, FieldValue.Of($"{chain}/"))
        & new Compare(HeadKey, Comparison.Less, FieldValue.Of($"{chain}0"));

    /// <summary>The partition of one month of a chain.</summary>
    public static string Partition(string chain, string month) => $"{chain}/{month}";

    /// <summary>Where the head of one month of a chain is kept.</summary>
    internal static DocumentKey HeadKeyOf(string chain, string month) => new(Partition(chain, month), HeadId);
}
