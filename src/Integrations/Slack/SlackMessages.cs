using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Outgoing;

namespace Enterprise.Integrations.Slack;

/// <summary>Messages in the form of Block Kit.</summary>
internal static class SlackMessages
{
    internal const string Approve = "approve";
    internal const string Reject = "reject";
    internal const string Open = "open";

    /// <summary>The id of the block with the buttons, which the outcome replaces.</summary>
    internal const string DecisionBlock = "decision";

    private const int MostHeaderCharacters = 150;
    private const int MostTextCharacters = 3000;
    private const int MostFieldCharacters = 2000;
    private const int MostLabelCharacters = 100;
    private const int MostFields = 10;

    /// <summary>The message's <c>text</c>, for notifications, and its <c>blocks</c>.</summary>
    internal static JsonObject Of(Message message, MessageLink link) => new()
    {
        ["text"] = Escaped(message.Title.OneLine(), MostTextCharacters),
        ["unfurl_links"] = false,
        ["unfurl_media"] = false,
        ["blocks"] = Blocks(message, link),
    };

    /// <summary>A text in which nothing is a command to Slack, within its limits.</summary>
    internal static string Escaped(string text, int most) => text.Within(most, rune => rune.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => rune.ToString(),
    });

    /// <summary>A section of text.</summary>
    internal static JsonObject Section(string markup) => new()
    {
        ["type"] = "section",
        ["text"] = Markup(markup),
    };

    private static JsonArray Blocks(Message message, MessageLink link)
    {
        var blocks = new JsonArray
        {
            new JsonObject
            {
                ["type"] = "header",
                ["text"] = Plain(Escaped(message.Title.OneLine(), MostHeaderCharacters)),
            },
        };
        if (message.Text.Length > 0)
            blocks.Add(Section(Escaped(message.Text, MostTextCharacters)));
        if (message.Facts.Count > 0)
        {
            blocks.Add(new JsonObject
            {
                ["type"] = "section",
                ["fields"] = new JsonArray([.. message.Facts.Take(MostFields).Select(Field)]),
            });
        }

        var buttons = Buttons(message, link);
        if (buttons.Count > 0)
            blocks.Add(new JsonObject { ["type"] = "actions", ["block_id"] = DecisionBlock, ["elements"] = buttons });
        return blocks;
    }

    private static JsonArray Buttons(Message message, MessageLink link)
    {
        var buttons = new JsonArray();
        if (message.ApprovalToDecide is { } approval && link.Round is { } round)
        {
            var value = string.Create(CultureInfo.InvariantCulture, $"{approval}:{round}");
            buttons.Add(Button(Approve, "Approve", ("value", value), ("style", "primary")));
            buttons.Add(Button(Reject, "Reject…", ("value", value), ("style", "danger")));
        }

        if (link.Page is { } page)
            buttons.Add(Button(Open, "Open", ("url", page.AbsoluteUri)));
        return buttons;
    }

    private static JsonNode Field(MessageFact fact)
    {
        var label = Escaped(fact.Label.OneLine(), MostLabelCharacters);
        return Markup($"*{label}*\n{Escaped(fact.Value, MostFieldCharacters - label.Length - 3)}");
    }

    private static JsonObject Button(
        string action, string text, params ReadOnlySpan<(string Name, string Value)> properties)
    {
        var button = new JsonObject { ["type"] = "button", ["action_id"] = action, ["text"] = Plain(text) };
        foreach (var (name, value) in properties)
            button[name] = value;
        return button;
    }

    /// <summary>Text without markup.</summary>
    internal static JsonObject Plain(string text) => new()
    {
        ["type"] = "plain_text",
        ["text"] = text,
        ["emoji"] = false,
    };

    /// <summary>Verbatim, so that Slack does not turn text into links and mentions.</summary>
    private static JsonObject Markup(string text) => new()
    {
        ["type"] = "mrkdwn",
        ["text"] = text,
        ["verbatim"] = true,
    };
}
