using System.Text.Json.Nodes;
using Enterprise.Core.Notifications;
using Microsoft.Extensions.Caching.Memory;

namespace Enterprise.Integrations.Slack;

/// <summary>Who is who, by e-mail address: Slack's people and ours. Kept for some minutes.</summary>
internal sealed class SlackUsers(SlackApi api) : IDisposable
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>Slack's id of the person with this address.</summary>
    internal ValueTask<(string? Found, SlackAnswer Answer)> IdOf(string email, CancellationToken cancellationToken) =>
        Find("users.lookupByEmail", "email", email, body => SlackAction.Text(body, "user", "id"), cancellationToken);

    /// <summary>The address of one of Slack's people; null of bots, and of guests from elsewhere whom Slack doesn't vouch for.</summary>
    internal ValueTask<(string? Found, SlackAnswer Answer)> EmailOf(string slackId, CancellationToken cancellationToken) =>
        Find("users.info", "user", slackId, EmailOf, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private static string? EmailOf(JsonObject body)
    {
        if (body["user"] is not JsonObject user || Is(user, "deleted") || Is(user, "is_bot") || Is(user, "is_stranger"))
            return null;
        if (user["is_email_confirmed"] is JsonValue confirmed && confirmed.TryGetValue<bool>(out var isConfirmed) && !isConfirmed)
            return null;
        return SlackAction.Text(user, "profile", "email");
    }

    private static bool Is(JsonObject user, string name) => user[name] is JsonValue value && value.TryGetValue<bool>(out var isTrue) && isTrue;

    private async ValueTask<(string? Found, SlackAnswer Answer)> Find(
        string method,
        string parameter,
        string value,
        Func<JsonObject, string?> read,
        CancellationToken cancellationToken)
    {
        var key = (method, value.ToLowerInvariant());
        if (_cache.TryGetValue(key, out string? known))
            return (known, new SlackAnswer(SendResult.Sent, Body: null, Error: null));
        var answer = await api.Get(method, parameter, value, cancellationToken);
        var found = answer.Body is { } body ? read(body) : null;
        if (found is not null)
            _cache.Set(key, found, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = _lifetime });
        return (found, answer);
    }
}
