using Enterprise.Api.Modules;
using Enterprise.Core.Environments;

namespace Enterprise.Api.Environments;

internal static class EnvironmentsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Environments",
        Map = EnvironmentEndpoints.Map,
        Tags = [new("Environments", "The environments of a project, and the version deployed in each.")],
        Entities =
        [
            new(typeof(ProjectEnvironment), typeof(EnvironmentFields), ["name", "status"], []),
        ],
        Bodies =
        [
            new(typeof(NewEnvironment), ["project_id", "name"], """
                { "project_id": 1, "name": "production", "url": "https://portal.company.com", "status": "active" }
                """),
            new(typeof(EnvironmentFields), ["name"], """
                { "name": "production", "url": "https://portal.company.com", "status": "maintenance" }
                """),
        ],
        Patches =
        [
            new(typeof(EnvironmentFields), "EnvironmentPatch", """
                { "status": "maintenance" }
                """),
        ],
    };
}
