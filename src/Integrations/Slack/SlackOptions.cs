namespace Enterprise.Integrations.Slack;

/// <summary>The settings of the Slack bot.</summary>
public sealed record SlackOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Enterprise:Slack";

    /// <summary>The bot's token, <c>xoxb-...</c>; without it there are only webhooks.</summary>
    public string? BotToken { get; init; }

    /// <summary>The URL of Slack's API.</summary>
    public Uri ApiUrl { get; set; } = new("https://slack.com/api/");

    /// <summary>The URL of Slack's API with a slash at its end, so that methods are relative to it.</summary>
    internal Uri ApiRoot => new(ApiUrl.AbsoluteUri.TrimEnd('/') + "/");
}
