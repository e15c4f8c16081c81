using Enterprise.Core.Access;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;
using Microsoft.Extensions.Caching.Memory;

namespace Enterprise.Core.Identity;

/// <summary>
/// Finds out who a token or an e-mail address stands for, with role, clearance and teams. What was found is kept for
/// five seconds, and forgotten at once when this process changes a user, a token or a team; so a revocation takes
/// effect at once here, and within five seconds on other machines.
/// </summary>
internal sealed class CallerDirectory(
    IDocumentStore store,
    CallerInvalidation invalidation,
    TimeProvider time) : IDisposable
{
    private const int MostEntries = 10_000;
    private const int MostTeams = 1000;

    /// <summary>How often a user's last_login is written at most.</summary>
    private static readonly TimeSpan _loginPrecision = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan _lifetime = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>The active user whose valid token this is; null otherwise.</summary>
    public async ValueTask<Caller?> FromToken(string token, CancellationToken cancellationToken)
    {
        if (token.Length > TokenText.MostCharacters)
            return null;
        var hash = TokenText.Hash(token);
        if (Known(hash) is { } known)
            return known;

        var generation = invalidation.Generation;
        var stored = await Find(token, hash, cancellationToken);
        if (stored is null || !TokenText.SameHash(stored.Hash, hash) || stored.ExpiresAt <= time.GetUtcNow())
            return null;
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(stored.UserId), cancellationToken);
        return await Remember(hash, generation, user, stored, cancellationToken);
    }

    /// <summary>The active user with this e-mail address, whatever its case; null when there is none.</summary>
    public async ValueTask<Caller?> FromEmail(string email, CancellationToken cancellationToken)
    {
        var key = "email:" + email.ToLowerInvariant();
        if (Known(key) is { } known)
            return known;

        var generation = invalidation.Generation;
        var user = await UserDocuments.FindByEmail(store, email, cancellationToken);
        return await Remember(key, generation, user, token: null, cancellationToken);
    }

    /// <summary>The active user with this id, in person; null when there is none.</summary>
    public async ValueTask<Caller?> FromUser(long userId, CancellationToken cancellationToken)
    {
        var key = "user:" + Ids.Text(userId);
        if (Known(key) is { } known)
            return known;

        var generation = invalidation.Generation;
        var user = await store.Get(UserDocuments.Type, UserDocuments.Key(userId), cancellationToken);
        return await Remember(key, generation, user, token: null, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private Caller? Known(string key) =>
        _cache.TryGetValue(key, out Entry? entry)
        && entry!.Generation == invalidation.Generation
        && entry.ValidUntil > time.GetUtcNow()
            ? entry.Caller
            : null;

    private async ValueTask<ApiTokenHash?> Find(string token, string hash, CancellationToken cancellationToken)
    {
        if (TokenText.TryParse(token, out var userId, out var tokenId))
        {
            var key = ApiTokenDocuments.Key(userId, tokenId);
            var named = await store.Get(ApiTokenDocuments.Hashes, key, cancellationToken);
            if (named is not null && TokenText.SameHash(named.Value.Hash, hash))
                return named.Value;
        }

        // A preset text names no token, or as a copy from elsewhere another one.

        var query = new DocumentQuery<ApiTokenHash>(ApiTokenDocuments.Hashes)
        {
            Where = Predicate.Equal(ApiTokenDocuments.Hash, FieldValue.Of(hash)),
            Limit = 1,
        };
        var page = await store.Query(query, cancellationToken);
        return page.Items.Count == 0 ? null : page.Items[0].Value;
    }

    private async ValueTask<Caller?> Remember(
        string key,
        int generation,
        Document<User>? user,
        ApiTokenHash? token,
        CancellationToken cancellationToken)
    {
        if (user is not { Value.IsActive: true })
            return null;
        var now = time.GetUtcNow();
        await KeepLogin(user, now, cancellationToken);
        var caller = new Caller(
            user.Value.Id,
            user.Value.Role,
            user.Value.EffectiveClearance,
            user.Value.EmailDomain,
            await TeamDocuments.TeamsOf(store, user.Value.Id, MostTeams, cancellationToken))
        {
            IsAgent = token is { IsAgent: true },
        };
        var validUntil = now + _lifetime;
        var entry = new Entry(
            caller,
            generation,
            token?.ExpiresAt is { } expiresAt && expiresAt < validUntil ? expiresAt : validUntil);
        _cache.Set(key, entry, new MemoryCacheEntryOptions
        {
            Size = 1,
            AbsoluteExpirationRelativeToNow = _lifetime,
        });
        return caller;
    }

    /// <summary>
    /// Keeps when the user last called. It is activity, not a governed change, so it has no entry in the trail; and a
    /// conflict means that somebody else has just written the user, which the next call makes up for.
    /// </summary>
    private async ValueTask KeepLogin(Document<User> user, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (user.Value.LastLogin + _loginPrecision > now)
            return;
        var updated = user.Value with { LastLogin = UtcTimestampConverter.ToMicroseconds(now) };
        await store.Commit(
            new Commit(Container.Directory, user.Key.Partition)
                .Replace(UserDocuments.Type, user.Key.Id, updated, user.Version),
            cancellationToken);
    }

    private sealed record Entry(Caller Caller, int Generation, DateTimeOffset ValidUntil);
}
