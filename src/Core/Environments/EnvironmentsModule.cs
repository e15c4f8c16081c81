using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Environments;

/// <summary>Where a project's versions run.</summary>
internal static class EnvironmentsModule
{
    internal static FeatureModule Module { get; } = new("Environments")
    {
        Documents = [EnvironmentDocuments.Type],
        Json = [EnvironmentsJson.Default],
        Events = EnvironmentEvents.All,
        Lists = [EnvironmentDocuments.List],
        Services = services => services.AddSingleton<EnvironmentService>(),
    };
}
