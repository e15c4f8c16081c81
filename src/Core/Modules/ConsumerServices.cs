using Enterprise.Core.Auditing;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Modules;

/// <summary>
/// Registers consumers of changes: once each, for the hosts' feeds, the measured lag and the replay.
/// </summary>
internal static class ConsumerServices
{
    /// <summary>Adds a consumer.</summary>
    internal static IServiceCollection AddConsumer<TConsumer>(this IServiceCollection services)
        where TConsumer : class, IChangeConsumer => services
        .AddSingleton<TConsumer>()
        .AddSingleton<IChangeConsumer>(provider => provider.GetRequiredService<TConsumer>());
}
