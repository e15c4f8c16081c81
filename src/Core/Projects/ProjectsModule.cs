using Enterprise.Core.Modules;
using Enterprise.Core.Teams;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Projects;

/// <summary>Projects: what they are, who may see them, and their parts.</summary>
internal static class ProjectsModule
{
    internal static FeatureModule Module { get; } = new("Projects")
    {
        Documents = [ProjectDocuments.Type, ProjectClaim.Type],
        Json = [ProjectsJson.Default],
        Permissions = ProjectPermissions.All,
        Events = ProjectEvents.All,
        Lists = [ProjectList.Definition],
        Services = services => services
            .AddSingleton<ProjectGuard>()
            .AddSingleton<ProjectReader>()
            .AddSingleton<ProjectRules>()
            .AddSingleton<ProjectPartReader>()
            .AddSingleton<ITeamContent, ProjectsOfTeam>(),
    };
}
