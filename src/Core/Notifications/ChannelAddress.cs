using Enterprise.Core.Editing;
using Enterprise.Core.Problems;

namespace Enterprise.Core.Notifications;

/// <summary>Where a channel leads, as it was written by its owner.</summary>
/// <param name="Text">What is kept encrypted: a URL, an e-mail address, or <c>bot:</c> and an e-mail address.</param>
/// <param name="Host">What is told of a URL.</param>
/// <param name="Shown">What is told of an address.</param>
internal sealed record ChannelAddress(string Text, string? Host, string? Shown)
{
    /// <summary>What goes before the e-mail address by which Slack's bot finds a person.</summary>
    internal const string Bot = "bot:";

    private const string Mail = "mailto:";
    private const string Field = "url";
    private const int MostCharacters = 2_000;

    /// <summary>Reads what was written; refuses what could never be sent to.</summary>
    /// <param name="kind">The channel's kind.</param>
    /// <param name="url">What was written; null for the owner's own address.</param>
    /// <param name="ownEmail">The owner's e-mail address; null for a team, which has none.</param>
    /// <param name="options">What is configured.</param>
    internal static ChannelAddress Read(ChannelKind kind, string? url, string? ownEmail, NotificationOptions options)
    {
        if (kind == ChannelKind.Email && !options.HasEmail)
            throw RefusedException.Invalid("kind", "E-mail is not configured here.");
        return (kind, url, ownEmail) switch
        {
            (ChannelKind.Email, null, { } own) => new(own, null, own),
            (ChannelKind.Slack, null, { } own) when options.HasSlackBot => new(Bot + own, null, own),
            (_, null, _) => throw RefusedException.Invalid(Field, "A value is required."),
            (_, { Length: > MostCharacters }, _) =>
                throw RefusedException.Invalid(Field, $"At most {MostCharacters} characters."),
            (ChannelKind.Email, _, _) => ReadMail(url),
            _ => ReadWebhook(url, options.TrustedHosts),
        };
    }

    private static ChannelAddress ReadMail(string url)
    {
        var address = url.StartsWith(Mail, StringComparison.OrdinalIgnoreCase) ? url[Mail.Length..] : "";
        return CommonRules.IsEmailAddress(address)
            ? new(address, null, address)
            : throw RefusedException.Invalid(Field, "Expected an address such as mailto:jo@example.com.");
    }

    private static ChannelAddress ReadWebhook(string url, IReadOnlyList<string> trustedHosts)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var parsed)
            || parsed.Scheme is not ("https" or "http")
            || parsed.UserInfo.Length > 0
            || parsed.Fragment.Length > 0
            || url.Any(character => character is <= ' ' or '\u007f'))
        {
            throw RefusedException.Invalid(
                Field,
                "Expected the URL of a webhook such as https://hooks.slack.com/services/....");
        }

        var host = parsed.IsDefaultPort ? parsed.IdnHost : parsed.Authority;
        var isTrusted = trustedHosts.Any(trusted =>
            string.Equals(trusted, parsed.IdnHost, StringComparison.OrdinalIgnoreCase)
            || string.Equals(trusted, host, StringComparison.OrdinalIgnoreCase));
        return parsed.Scheme == "https" || isTrusted
            ? new(url, host.ToLowerInvariant(), null)
            : throw RefusedException.Invalid(Field, "Expected https: whoever reads the URL can write to the channel.");
    }
}
