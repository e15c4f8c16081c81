using System.Globalization;
using System.Text.Json.Nodes;

namespace Enterprise.Integrations.Slack;

/// <summary>What a button or a dialog of a message refers to.</summary>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Round">The round that was shown.</param>
/// <param name="ResponseUrl">Slack's URL to replace the message or reply to its reader; valid for 30 minutes.</param>
/// <param name="Title">The message's title.</param>
internal sealed record SlackAction(long ApprovalId, int Round, Uri? ResponseUrl, string Title)
{
    /// <summary>Slack accepts 3,000 characters of metadata in a dialog.</summary>
    private const int MostTitleCharacters = 300;

    /// <summary>The first item, in a path.</summary>
    internal const string First = "[0]";

    /// <summary>Parses a button of <see cref="SlackMessages"/>; null for any other.</summary>
    internal static SlackAction? OfButton(JsonObject payload)
    {
        if (Text(payload, "actions", First, "value")?.Split(':') is not [var id, var round])
            return null;
        var title = Text(payload, "message", "text") ?? "";
        return Read(id, round, Text(payload, "response_url"), title);
    }

    /// <summary>Parses the <see cref="Metadata"/> of a dialog; null for any other dialog.</summary>
    internal static SlackAction? OfDialog(JsonObject payload)
    {
        if (Text(payload, "view", "private_metadata")?.Split('\n', 4) is not [var id, var round, var url, var title])
            return null;
        return Read(id, round, url, title);
    }

    /// <summary>The metadata of a dialog. Slack does not show it and returns it in a signed request.</summary>
    internal string Metadata() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ApprovalId}\n{Round}\n{ResponseUrl?.AbsoluteUri}\n{Title[..Math.Min(Title.Length, MostTitleCharacters)]}");

    /// <summary>A text in a payload; null if there is none.</summary>
    internal static string? Text(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            node = node switch
            {
                JsonObject properties => properties[name],
                JsonArray { Count: > 0 } items when name == First => items[0],
                _ => null,
            };
        }

        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;
    }

    private static SlackAction? Read(string id, string round, string? url, string title) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var approval)
        && int.TryParse(round, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new SlackAction(approval, number, UrlOf(url), title)
            : null;

    private static Uri? UrlOf(string? text) => Uri.TryCreate(text, UriKind.Absolute, out var url) ? url : null;
}
