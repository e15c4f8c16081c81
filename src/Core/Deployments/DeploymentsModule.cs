using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Deployments;

/// <summary>What was brought to which environment, and how it went.</summary>
internal static class DeploymentsModule
{
    internal static FeatureModule Module { get; } = new("Deployments")
    {
        Documents = [DeploymentDocuments.Type],
        Json = [DeploymentsJson.Default],
        Events = DeploymentEvents.All,
        Lists = [DeploymentDocuments.List],
        Services = services => services.AddSingleton<DeploymentService>(),
    };
}
