using Enterprise.Api.Modules;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Enterprise.Core.Users;

namespace Enterprise.Api.Teams;

internal static class TeamsApi
{
    internal static ApiModule Module { get; } = new()
    {
        Name = "Teams",
        Map = TeamEndpoints.Map,
        Tags = [new("Teams", "Teams and their members, who own projects together.")],
        Entities =
        [
            new(typeof(Team), typeof(TeamFields), ["name"], [("manager", typeof(User))]),
            new(typeof(TeamMember), typeof(TeamMemberFields), [], [("user", typeof(User))]),
        ],
        Expansions = [new("team", "team_id", Read)],
        Bodies =
        [
            new(typeof(TeamFields), ["name"], """
                {
                  "name": "Frontend Team",
                  "description": "React and UI development",
                  "department": "Engineering",
                  "manager_id": 1
                }
                """),
            new(typeof(TeamMemberFields), ["team_id", "user_id"], """
                { "team_id": 1, "user_id": 2, "role": "lead" }
                """),
        ],
        Patches =
        [
            new(typeof(TeamFields), "TeamPatch", """
                { "description": "React, UI and design system" }
                """),
        ],
    };

    private static async ValueTask<ReadOnlyMemory<byte>?> Read(
        IDocumentStore store,
        long id,
        CancellationToken cancellationToken) =>
        (await store.Get(TeamDocuments.Type, TeamDocuments.Key(id), cancellationToken))?.Json;
}
