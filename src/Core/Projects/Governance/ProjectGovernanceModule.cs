using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Projects.Governance;

/// <summary>The use cases that change projects, under their policies and reviews.</summary>
internal static class ProjectGovernanceModule
{
    internal static FeatureModule Module { get; } = new("Projects/Governance")
    {
        Services = services => services
            .AddSingleton<ProjectApprovals>()
            .AddSingleton<ProjectService>(),
    };
}
