using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Enterprise.Api.Configuration;

/// <summary>Options that are bound to a section of the configuration, and validated before a host starts.</summary>
internal static class OptionsServices
{
    /// <summary>Adds options of which every value is valid that can be bound.</summary>
    internal static IServiceCollection AddSettings<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptionsWithValidateOnStart<TOptions>().BindConfiguration(section);
        return services;
    }

    /// <summary>Adds options and how they are validated.</summary>
    internal static IServiceCollection AddSettings<TOptions, TValidation>(
        this IServiceCollection services,
        string section)
        where TOptions : class
        where TValidation : class, IValidateOptions<TOptions>
    {
        services.AddOptionsWithValidateOnStart<TOptions, TValidation>().BindConfiguration(section);
        return services;
    }

    /// <summary>Adds what is built of options.</summary>
    internal static IServiceCollection AddFromSettings<TOptions, TService>(
        this IServiceCollection services,
        Func<TOptions, TService> build)
        where TOptions : class
        where TService : class =>
        services.AddSingleton(provider => build(provider.GetRequiredService<IOptions<TOptions>>().Value));
}
