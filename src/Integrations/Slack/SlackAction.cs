using System.Globalization;
using System.Text.Json.Nodes;

namespace Enterprise.Integrations.Slack;

/// <summary>What a button or a dialog of ours stands for.</summary>
/// <param name="ApprovalId">The approval.</param>
/// <param name="Round">The round in which it was shown.</param>
/// <param name="ResponseUrl">Where the message can be changed, and its reader told something; for half an hour.</param>
/// <param name="Title">The message's title.</param>
internal sealed record SlackAction(long ApprovalId, int Round, Uri? ResponseUrl, string Title)
{
    /// <summary>Slack takes 3,000 characters with a dialog.</summary>
    private const int MostTitleCharacters = 300;

    /// <summary>The first item, in a path.</summary>
    internal const string First = "[0]";

    /// <summary>Reads what <see cref="SlackMessages"/> wrote into a button; null when it was not us.</summary>
    internal static SlackAction? OfButton(JsonObject payload)
    {
        if (Text(payload, "actions", First, "value")?.Split(':') is not [var id, var round])
            return null;
        var title = Text(payload, "message", "text") ?? "";
        return Read(id, round, Text(payload, "response_url"), title);
    }

    /// <summary>Reads what <see cref="Metadata"/> wrote; null when it was not us.</summary>
    internal static SlackAction? OfDialog(JsonObject payload)
    {
        if (Text(payload, "view", "private_metadata")?.Split('\n', 4) is not [var id, var round, var url, var title])
            return null;
        return Read(id, round, url, title);
    }

    /// <summary>What a dialog keeps. Slack shows it to nobody and gives it back under its signature.</summary>
    internal string Metadata() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ApprovalId}\n{Round}\n{ResponseUrl?.AbsoluteUri}\n{Title[..Math.Min(Title.Length, MostTitleCharacters)]}");

    /// <summary>A text in a payload; null where there is none.</summary>
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
            ? new SlackAction(approval, number, Uri.TryCreate(url, UriKind.Absolute, out var response) ? response : null, title)
            : null;
}
