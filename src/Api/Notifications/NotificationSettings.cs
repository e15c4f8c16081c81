using Enterprise.Core.Notifications;
using Microsoft.Extensions.Configuration;

namespace Enterprise.Api.Notifications;

/// <summary>What channels have to know of how the ways to people are configured.</summary>
internal static class NotificationSettings
{
    internal static NotificationOptions Read(IConfigurationSection configuration) => new()
    {
        HasEmail = !string.IsNullOrWhiteSpace(configuration["Smtp:Host"]),
        HasSlackBot = !string.IsNullOrWhiteSpace(configuration["Slack:BotToken"]),
        TrustedHosts = configuration.GetSection("Outgoing:TrustedHosts").Get<string[]>() ?? [],
    };
}
