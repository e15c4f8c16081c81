using Enterprise.Core.Modules;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Core.Teams;

/// <summary>Teams and their members.</summary>
internal static class TeamsModule
{
    internal static FeatureModule Module { get; } = new("Teams")
    {
        Documents = [TeamDocuments.Type, TeamDocuments.Members],
        Json = [TeamsJson.Default],
        Permissions = TeamPermissions.All,
        Events = TeamEvents.All,
        Lists = [TeamList.Definition, TeamList.Members],
        Services = services => services
            .AddSingleton<TeamReferences>()
            .AddSingleton<TeamService>(),
    };
}
