using System.Text.Json.Serialization;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Identity;

/// <summary>What callers send to have a token issued.</summary>
public record ApiTokenFields
{
    /// <summary>What the token is for.</summary>
    public string? Name { get; init; }

    /// <summary>When it stops working; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether a program acts with it: it may propose and comment, and decides nothing.</summary>
    public bool IsAgent { get; init; }
}

/// <summary>A token of a user, without its secret.</summary>
public record ApiToken : ApiTokenFields, IEntity
{
    [JsonConstructor]
    public ApiToken()
    {
    }

    internal ApiToken(ApiTokenFields fields)
        : base(fields)
    {
    }

    /// <inheritdoc/>
    [JsonPropertyOrder(-1)]
    public long Id { get; init; }

    /// <summary>The user as whom it acts.</summary>
    [JsonPropertyOrder(1)]
    public long UserId { get; init; }

    /// <inheritdoc/>
    [JsonPropertyOrder(1)]
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>A token is never changed, only issued and revoked.</summary>
    [JsonIgnore]
    public DateTimeOffset UpdatedAt => CreatedAt;
}

/// <summary>A token that was just issued, with the secret that is shown this once.</summary>
public sealed record IssuedApiToken : ApiToken
{
    [JsonConstructor]
    public IssuedApiToken()
    {
    }

    internal IssuedApiToken(ApiToken token)
        : base(token)
    {
    }

    /// <summary>What to send as <c>Authorization: Bearer</c>. It can't be shown again.</summary>
    [JsonPropertyOrder(1)]
    public string Token { get; init; } = "";
}

/// <summary>The hash of a token's secret, kept apart from what is shown of the token.</summary>
public sealed record ApiTokenHash
{
    /// <summary>The token.</summary>
    public long TokenId { get; init; }

    /// <summary>The user as whom it acts.</summary>
    public long UserId { get; init; }

    /// <summary>SHA-256 of the whole token, in hexadecimal. It has 256 random bits, so it needs no salt.</summary>
    public required string Hash { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether a program acts with it.</summary>
    public bool IsAgent { get; init; }
}

/// <summary>How tokens are kept: in their user's partition.</summary>
public static class ApiTokenDocuments
{
    public static readonly Field Id = new("id", FieldKind.Integer);
    public static readonly Field CreatedAt = new("created_at", FieldKind.Integer);
    public static readonly Field TokenId = new("token_id", FieldKind.Integer);
    public static readonly Field Hash = new("hash", FieldKind.Text);

    public static readonly DocumentType<ApiToken> Type = new(
        Container.Directory,
        "token",
        IdentityJson.Default.ApiToken,
        (Id, token => FieldValue.Of(token.Id)),
        (CreatedAt, token => FieldValue.Of(token.CreatedAt)))
    {
        Indexes =
        [
            DocumentIndex.InPartition(new Order(Id)),
            DocumentIndex.InPartition(new Order(CreatedAt), new Order(Id)),
        ],
    };

    public static readonly DocumentType<ApiTokenHash> Hashes = new(
        Container.Directory,
        "token_hash",
        IdentityJson.Default.ApiTokenHash,
        (TokenId, hash => FieldValue.Of(hash.TokenId)),
        (Hash, hash => FieldValue.Of(hash.Hash)))
    {
        Indexes = [new(new Order(Hash), new Order(TokenId))],
    };

    /// <summary>Where a token, or its hash, is kept.</summary>
    public static DocumentKey Key(long userId, long tokenId) => new(Partitions.OfUser(userId), Ids.Text(tokenId));
}
