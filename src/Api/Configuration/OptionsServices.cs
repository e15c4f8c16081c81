using Enterprise.Api.Approvals;
using Enterprise.Api.Integrations;
using Enterprise.Api.Notifications;
using Enterprise.Api.Reviews;
using Enterprise.Core.Approvals;
using Enterprise.Core.Notifications;
using Enterprise.Core.Reviews;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Configuration;

/// <summary>The options of the API and of the features, validated before a host starts.</summary>
internal static class OptionsServices
{
    /// <summary>Adds the options and, for their consumers, the values themselves.</summary>
    internal static void AddApiOptions(this IServiceCollection services)
    {
        services.AddSettings<ApiOptions, ApiOptionsValidation>(ApiOptions.Section);
        services.AddSettings<ApprovalOptions, ApprovalOptionsValidation>(ApprovalOptions.Section);
        services.AddSettings<ReviewOptions, ReviewOptionsValidation>(ReviewOptions.Section);
        services.AddSettings<PublicUrlOptions, PublicUrlOptionsValidation>(ApiOptions.Section);
        services.AddSingleton(provider => PublicUrl.Parse(Value<PublicUrlOptions>(provider).PublicUrl));
        services.AddOptionsWithValidateOnStart<SlackSignatureOptions>().BindConfiguration(SlackSignatureOptions.Section);
        services.AddSingleton(provider => new SlackSignature(Value<SlackSignatureOptions>(provider).SigningSecret));
    }

    private static void AddSettings<TOptions, TValidation>(this IServiceCollection services, string section)
        where TOptions : class
        where TValidation : class, IValidateOptions<TOptions>
    {
        services.AddOptionsWithValidateOnStart<TOptions, TValidation>().BindConfiguration(section);
        services.AddSingleton(Value<TOptions>);
    }

    private static TOptions Value<TOptions>(IServiceProvider provider)
        where TOptions : class => provider.GetRequiredService<IOptions<TOptions>>().Value;
}
