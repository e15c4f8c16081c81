namespace Enterprise.Integrations.Slack;

/// <summary>What Slack is configured with, in <c>Enterprise:Slack</c>.</summary>
public sealed record SlackOptions
{
    /// <summary>The bot's token, <c>xoxb-...</c>; without it there are only webhooks.</summary>
    public string? BotToken { get; init; }

    /// <summary>Where Slack's API is.</summary>
    public Uri ApiUrl { get; set; } = new("https://slack.com/api/");

    /// <exception cref="FormatException">A setting can't be meant so.</exception>
    internal SlackOptions Checked()
    {
        if (!ApiUrl.IsAbsoluteUri || ApiUrl.Scheme is not ("https" or "http"))
            throw new FormatException($"Enterprise:Slack:ApiUrl: {ApiUrl} is no URL. Expected one like https://slack.com/api/.");
        if (BotToken is not null && (BotToken.Length == 0 || BotToken.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0))
            throw new FormatException("Enterprise:Slack:BotToken is no token.");
        return this with { ApiUrl = new Uri(ApiUrl.AbsoluteUri.TrimEnd('/') + "/") };
    }
}
