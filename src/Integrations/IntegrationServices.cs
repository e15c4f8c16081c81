using Enterprise.Core.Integrations;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Email;
using Enterprise.Integrations.Outgoing;
using Enterprise.Integrations.Slack;
using Enterprise.Integrations.Teams;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Integrations;

/// <summary>What the integrations bring into a host.</summary>
public static class IntegrationServices
{
    /// <summary>Adds what talks to others, configured by the section <c>Enterprise</c>.</summary>
    /// <exception cref="FormatException">A setting can't be meant so.</exception>
    public static IServiceCollection AddEnterpriseIntegrations(this IServiceCollection services, IConfigurationSection configuration)
    {
        services.AddOutgoing(Read<OutgoingOptions>(configuration, "Outgoing"));
        services.AddSingleton(Read<SlackOptions>(configuration, "Slack").Checked());
        services.AddSingleton(Read<SmtpOptions>(configuration, "Smtp").Checked());
        services.AddSingleton<SlackApi>();
        services.AddSingleton<SlackUsers>();
        services.AddSingleton<SlackOutcome>();
        services.AddSingleton<SlackWork>();
        services.AddHostedService(provider => provider.GetRequiredService<SlackWork>());
        services.AddSingleton<ISlackInteractions, SlackInteractions>();
        services.AddSingleton<IMessageSender, SlackSender>();
        services.AddSingleton<IMessageSender, TeamsSender>();
        services.AddSingleton<IMessageSender, EmailSender>();
        return services;
    }

    private static T Read<T>(IConfigurationSection configuration, string section)
        where T : new()
    {
        try
        {
            return configuration.GetSection(section).Get<T>() ?? new T();
        }
        catch (InvalidOperationException exception)
        {
            throw new FormatException($"Enterprise:{section}: {exception.InnerException?.Message ?? exception.Message}", exception);
        }
    }
}
