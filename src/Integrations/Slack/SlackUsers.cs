using System.Text.Json.Nodes;
using Enterprise.Core.Notifications;
using Microsoft.Extensions.Caching.Memory;

namespace Enterprise.Integrations.Slack;

/// <summary>Matches Slack's users and ours by e-mail address; cached for five minutes.</summary>
internal sealed class SlackUsers(SlackApi api) : IDisposable
{
    private const int MostEntries = 10_000;
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);

    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = MostEntries });

    /// <summary>Slack's id of the user with this address.</summary>
    internal ValueTask<(string? Found, SlackResponse Response)> IdOf(
        string email, CancellationToken cancellationToken) =>
        Find("users.lookupByEmail", "email", email, body => SlackAction.Text(body, "user", "id"), cancellationToken);

    /// <summary>
    /// The e-mail address of a user of Slack; null for bots, users of other workspaces and unconfirmed addresses.
    /// </summary>
    internal ValueTask<(string? Found, SlackResponse Response)> EmailOf(
        string slackId, CancellationToken cancellationToken) =>
        Find("users.info", "user", slackId, EmailOf, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private static string? EmailOf(JsonObject body)
    {
        if (body["user"] is not JsonObject user || Is(user, "deleted") || Is(user, "is_bot") || Is(user, "is_stranger"))
            return null;
        return Flag(user, "is_email_confirmed") == false ? null : SlackAction.Text(user, "profile", "email");
    }

    private static bool Is(JsonObject user, string name) => Flag(user, name) == true;

    private static bool? Flag(JsonObject user, string name) =>
        user[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    private async ValueTask<(string? Found, SlackResponse Response)> Find(
        string method,
        string parameter,
        string value,
        Func<JsonObject, string?> read,
        CancellationToken cancellationToken)
    {
        var key = (method, value.ToLowerInvariant());
        if (_cache.TryGetValue(key, out string? known))
            return (known, new SlackResponse(SendResult.Sent, Body: null, Error: null));
        var response = await api.Get(method, parameter, value, cancellationToken);
        var found = response.Body is { } body ? read(body) : null;
        if (found is not null)
        {
            var entry = new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = _lifetime };
            _cache.Set(key, found, entry);
        }

        return (found, response);
    }
}
