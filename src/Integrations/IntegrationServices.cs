using Enterprise.Core.Integrations;
using Enterprise.Core.Notifications;
using Enterprise.Integrations.Email;
using Enterprise.Integrations.Outgoing;
using Enterprise.Integrations.Slack;
using Enterprise.Integrations.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Integrations;

/// <summary>What the integrations bring into a host.</summary>
public static class IntegrationServices
{
    /// <summary>Adds the senders of messages and what calls other services.</summary>
    public static IServiceCollection AddEnterpriseIntegrations(this IServiceCollection services)
    {
        services.AddSettings<OutgoingOptions, OutgoingOptionsValidation>(OutgoingOptions.Section);
        services.AddSettings<SlackOptions, SlackOptionsValidation>(SlackOptions.Section);
        services.AddSettings<SmtpOptions, SmtpOptionsValidation>(SmtpOptions.Section);
        services.AddSingleton(WaysToPeople);
        services.AddOutgoing();
        services.AddSingleton<SlackApi>();
        services.AddSingleton<SlackUsers>();
        services.AddSingleton<SlackOutcome>();
        services.AddSingleton<SlackBackgroundWork>();
        services.AddHostedService(provider => provider.GetRequiredService<SlackBackgroundWork>());
        services.AddSingleton<ISlackInteractions, SlackInteractions>();
        services.AddSingleton<IMessageSender, SlackSender>();
        services.AddSingleton<IMessageSender, TeamsSender>();
        services.AddSingleton<IMessageSender, EmailSender>();
        return services;
    }

    /// <summary>Options that are validated before a host starts; consumers take the value itself.</summary>
    private static void AddSettings<TOptions, TValidation>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidation : class, IValidateOptions<TOptions>
    {
        services.AddOptionsWithValidateOnStart<TOptions, TValidation>().BindConfiguration(section);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<TOptions>>().Value);
    }

    /// <summary>Which channels people may register follows from what can be sent.</summary>
    private static NotificationOptions WaysToPeople(IServiceProvider provider) => new()
    {
        HasEmail = provider.GetRequiredService<SmtpOptions>().Host is not null,
        HasSlackBot = provider.GetRequiredService<SlackOptions>().BotToken is not null,
        TrustedHosts = provider.GetRequiredService<OutgoingOptions>().TrustedHosts,
    };
}
