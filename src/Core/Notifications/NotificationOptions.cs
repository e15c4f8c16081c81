namespace Enterprise.Core.Notifications;

/// <summary>Which channels people may register, by what is configured to send to them.</summary>
public sealed class NotificationOptions
{
    /// <summary>Whether e-mail can be sent (<c>Enterprise:Smtp:Host</c>).</summary>
    public bool HasEmail { get; init; }

    /// <summary>Whether Slack's bot can write to people (<c>Enterprise:Slack:BotToken</c>).</summary>
    public bool HasSlackBot { get; init; }

    /// <summary>The hosts for which a webhook may be http (<c>Enterprise:Outgoing:TrustedHosts</c>).</summary>
    public IReadOnlyList<string> TrustedHosts { get; init; } = [];
}
