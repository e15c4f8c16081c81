using Enterprise.Core.Access;
using Enterprise.Core.Auditing;
using Enterprise.Core.Editing;
using Enterprise.Core.Entities;
using Enterprise.Core.Idempotency;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Enterprise.Core.Storage;
using Enterprise.Core.Users;
using FluentValidation;

namespace Enterprise.Core.Identity;

/// <summary>The use cases of API tokens: people have their own, administrators anybody's.</summary>
internal sealed class ApiTokenService(
    IDocumentStore store,
    AccessGuard guard,
    EntityWriter writer,
    IdempotencyRecordReader idempotency,
    CallerInvalidation callers)
{
    /// <summary>The list of a user's tokens.</summary>
    public static readonly ListDefinition<ApiToken> List = new(ApiTokenDocuments.Type)
    {
        Name = "tokens",
        Filters = [],
        Sorts = [ListSort.By(ApiTokenDocuments.Id), ListSort.By(ApiTokenDocuments.CreatedAt)],
        DefaultSort = [new Order(ApiTokenDocuments.Id)],
    };

    private readonly Validator _validator = new(writer.Now);

    internal static EntityKind<ApiToken> Kind { get; } = new(
        ApiTokenDocuments.Type,
        token => ApiTokenDocuments.Key(token.UserId, token.Id),
        _ => null,
        new(TokenEvents.Created, Updated: null, TokenEvents.Deleted));

    /// <summary>Issues a token; its text is in the answer, and nowhere else ever after.</summary>
    public async ValueTask<IssuedApiToken> Issue(
        Call call,
        long userId,
        ApiTokenFields fields,
        IdempotencyKey? key,
        CancellationToken cancellationToken)
    {
        await guard.RequireOnTokens(call, userId, cancellationToken);
        var earlier = await idempotency.FindCreated(
            call, key, Kind.Documents, id => ApiTokenDocuments.Key(userId, id), cancellationToken);
        if (earlier is not null)
            throw IsIssued();

        _validator.Check(fields);
        await RequireUser(userId, cancellationToken);
        var tokenId = await idempotency.Reserve(call, Kind.Name, key, cancellationToken);
        return await Issue(call.Origin, userId, fields, tokenId, text: null, cancellationToken) ?? throw IsIssued();

        static RefusedException IsIssued() => RefusedException.Conflict(
            "This token was issued by an earlier request with the same key, and can't be shown again.");
    }

    /// <summary>Issues a token under an id that was reserved, with a given text or a random one.</summary>
    internal async ValueTask<IssuedApiToken?> Issue(
        Origin origin,
        long userId,
        ApiTokenFields fields,
        long tokenId,
        string? text,
        CancellationToken cancellationToken)
    {
        var token = new ApiToken(fields) { Id = tokenId, UserId = userId, CreatedAt = writer.Now() };
        text ??= TokenText.Create(userId, tokenId);
        var hash = new ApiTokenHash
        {
            TokenId = tokenId,
            UserId = userId,
            Hash = TokenText.Hash(text),
            ExpiresAt = fields.ExpiresAt,
            IsAgent = fields.IsAgent,
        };
        var commit = writer.Begin(Kind, Kind.KeyOf(token));
        var created = commit.Create(Kind, origin, token);
        commit.Create(ApiTokenDocuments.Hashes, Ids.Text(tokenId), hash);
        if (await commit.Save(cancellationToken))
            return new IssuedApiToken(token) { Token = text };
        return created.IsConflict ? null : throw new InvalidOperationException("A hash outlived its token.");
    }

    /// <summary>Lists a user's tokens.</summary>
    public async ValueTask<ListPage<ApiToken>> Page(
        Call call,
        long userId,
        ListRequest request,
        CancellationToken cancellationToken)
    {
        await guard.RequireSelfOrAdministrator(call, userId, cancellationToken);
        await RequireUser(userId, cancellationToken);
        var query = request.Query(ApiTokenDocuments.Type) with { Scope = Scope.In(Partitions.OfUser(userId)) };
        return ListPage<ApiToken>.Of(await store.Query(query, cancellationToken));
    }

    /// <summary>Reads a token, without its text.</summary>
    public async ValueTask<Document<ApiToken>> Get(
        Call call,
        long userId,
        long tokenId,
        CancellationToken cancellationToken)
    {
        await guard.RequireSelfOrAdministrator(call, userId, cancellationToken);
        return await Existing(userId, tokenId, cancellationToken);
    }

    /// <summary>Revokes a token: it stops working at once.</summary>
    public async ValueTask Revoke(
        Call call,
        long userId,
        long tokenId,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        await guard.RequireOnTokens(call, userId, cancellationToken);
        await Revoke(call.Origin, userId, tokenId, ifMatch, cancellationToken);
    }

    /// <summary>Revokes a token, whoever may do so.</summary>
    internal async ValueTask Revoke(
        Origin origin,
        long userId,
        long tokenId,
        IfMatch ifMatch,
        CancellationToken cancellationToken)
    {
        var token = await Existing(userId, tokenId, cancellationToken);
        ifMatch.Check(token);
        var hash = await store.Get(ApiTokenDocuments.Hashes, ApiTokenDocuments.Key(userId, tokenId), cancellationToken)
            ?? throw RefusedException.NotFound();
        var commit = writer.Begin(Kind, token.Key);
        commit.Delete(Kind, origin, token);
        commit.Delete(ApiTokenDocuments.Hashes, hash);
        var isDeleted = await commit.Save(cancellationToken);
        callers.Invalidate();
        if (!isDeleted)
            throw RefusedException.NotFound();
    }

    private async ValueTask RequireUser(long userId, CancellationToken cancellationToken)
    {
        if (await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken) is null)
            throw RefusedException.NotFound();
    }

    private async ValueTask<Document<ApiToken>> Existing(
        long userId,
        long tokenId,
        CancellationToken cancellationToken) =>
        await store.Get(ApiTokenDocuments.Type, ApiTokenDocuments.Key(userId, tokenId), cancellationToken)
        ?? throw RefusedException.NotFound();

    private sealed class Validator : AbstractValidator<ApiTokenFields>
    {
        public Validator(Func<DateTimeOffset> now)
        {
            RuleFor(token => token.Name).RequiredText(100);
            RuleFor(token => token.ExpiresAt)
                .Must(time => time is null || time > now())
                .WithMessage("Expected a time in the future.");
        }
    }
}
