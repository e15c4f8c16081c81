using System.Text.Json.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Approvals.Delegations;

/// <summary>What callers send to let somebody decide in their place for a while.</summary>
public record DelegationFields
{
    /// <summary>In whose place; by default the caller's, another's only by an administrator.</summary>
    public long? FromUserId { get; init; }

    /// <summary>Who decides: an active manager or administrator.</summary>
    public long? ToUserId { get; init; }

    /// <summary>From when; by default now.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>Until when; at most 90 days after the start.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    public string? Reason { get; init; }
}

/// <summary>
/// A period in which somebody decides in another's place. It is not passed on: whoever decides for another does so by a
/// delegation of that person's own.
/// </summary>
public sealed record Delegation : DelegationFields, IEntity
{
    [JsonConstructor]
    public Delegation()
    {
    }

    internal Delegation(DelegationFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <summary>Who made it.</summary>
    [JsonPropertyOrder(1)]
    public long CreatedBy { get; init; }

    /// <summary>When it was ended before its time; null when it was not.</summary>
    [JsonPropertyOrder(1)]
    public DateTimeOffset? EndedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it begins.</summary>
    [JsonIgnore]
    public DateTimeOffset Start => StartsAt ?? CreatedAt;

    /// <summary>From when it is over.</summary>
    [JsonIgnore]
    public DateTimeOffset End => EndedAt ?? EndsAt ?? Start;

    /// <summary>Whether it is in force.</summary>
    public bool IsActive(DateTimeOffset now) => Start <= now && now < End;
}
