using System.Text.Json.Nodes;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Teams;

/// <summary>Messages as Adaptive Cards, in the envelope that a Workflows webhook accepts.</summary>
/// <remarks>
/// Text goes into text runs, because text blocks parse Markdown, and a project's name could become a link. The limits
/// keep a card below the 28 KB that Teams accepts, in every language.
/// </remarks>
internal static class TeamsCards
{
    private const int MostTitleCharacters = 200;
    private const int MostTextCharacters = 2000;
    private const int MostLabelCharacters = 80;
    private const int MostValueCharacters = 300;
    private const int MostFacts = 12;

    internal static JsonObject Of(Message message, MessageLink link) => new()
    {
        ["type"] = "message",
        ["attachments"] = new JsonArray
        {
            new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["contentUrl"] = null,
                ["content"] = Card(message, link),
            },
        },
    };

    private static JsonObject Card(Message message, MessageLink link)
    {
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["fallbackText"] = message.Title.OneLine().Within(MostTitleCharacters),
            ["body"] = Body(message),
            ["msteams"] = new JsonObject { ["width"] = "Full" },
        };
        if (link.Page is { } page)
        {
            card["actions"] = new JsonArray
            {
                new JsonObject
                {
                    ["type"] = "Action.OpenUrl",
                    ["title"] = link.Round is null ? "Open" : "Decide",
                    ["url"] = page.AbsoluteUri,
                },
            };
        }

        return card;
    }

    private static JsonArray Body(Message message)
    {
        var title = Run(message.Title.OneLine().Within(MostTitleCharacters));
        title["size"] = "large";
        title["weight"] = "bolder";
        var body = new JsonArray { Block(title) };
        if (message.Text.Length > 0)
            body.Add(Block(Run(message.Text.Within(MostTextCharacters))));
        foreach (var fact in message.Facts.Take(MostFacts))
        {
            var label = Run($"{fact.Label.OneLine().Within(MostLabelCharacters)}: ");
            label["weight"] = "bolder";
            body.Add(Block(label, Run(fact.Value.Within(MostValueCharacters))));
        }

        return body;
    }

    private static JsonObject Block(params JsonNode[] runs) => new()
    {
        ["type"] = "RichTextBlock",
        ["inlines"] = new JsonArray(runs),
    };

    private static JsonObject Run(string text) => new() { ["type"] = "TextRun", ["text"] = text };
}
