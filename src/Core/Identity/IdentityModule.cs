using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Identity;

/// <summary>API tokens, who a token stands for, and the installation.</summary>
internal static class IdentityModule
{
    internal static FeatureModule Module { get; } = new("Identity")
    {
        Documents = [ApiTokenDocuments.Type, ApiTokenDocuments.Hashes, InstallationService.Type],
        Json = [IdentityJson.Default],
        Permissions = TokenPermissions.All,
        Events = TokenEvents.All,
        Lists = [ApiTokenService.List],
        Services = services => services
            .AddSingleton<ApiTokenService>()
            .AddSingleton<CallerDirectory>()
            .AddSingleton<InstallationService>(),
    };
}
