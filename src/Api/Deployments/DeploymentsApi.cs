using Enterprise.Api.Modules;
using Enterprise.Core.Deployments;

namespace Enterprise.Api.Deployments;

internal static class DeploymentsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Deployments",
        Map = DeploymentEndpoints.Map,
        Tags = [new("Deployments", "Deployments of versions to environments, and their outcome.")],
        Entities =
        [
            new(typeof(Deployment), typeof(DeploymentProgress), [], []),
        ],
        Bodies =
        [
            new(typeof(NewDeployment), ["project_id"], """
                {
                  "project_id": 1,
                  "environment": "production",
                  "release_id": 1,
                  "commit_sha": "9fceb02d0ae598e95dc970b74767f19372d61af8",
                  "commit_time": "2026-01-31T09:00:00Z",
                  "status": "in_progress"
                }
                """),
        ],
        Patches =
        [
            new(typeof(DeploymentProgress), "DeploymentPatch", """
                { "status": "succeeded" }
                """),
        ],
    };
}
