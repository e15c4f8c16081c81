using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using Enterprise.Core.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Teams;

internal static class TeamEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/teams").WithTags("Teams");
        group.MapPost("/", CreateTeam).Creates<TeamFields>().Says("Creates a team.");
        group.MapGet("/", ListTeams).Lists(TeamList.Definition).Says("Lists teams.");
        group.MapGet("/{id:long}", GetTeam).Reads(TeamList.Definition).Says("Reads a team.");
        group.MapPut("/{id:long}", ReplaceTeam).Replaces<TeamFields>().Says("Replaces the writable fields of a team.");
        group.MapPatch("/{id:long}", UpdateTeam).Patches<TeamFields>().Says("Changes fields of a team by a JSON merge patch.");
        group.MapDelete("/{id:long}", DeleteTeam).Removes().Says("Deletes a team that has no projects, with its memberships.");
        group.MapGet("/{id:long}/members", ListTeamMembers).Lists(TeamList.Members).Says("Lists a team's members.");
        group.MapDelete("/{id:long}/members/{user_id:long}", RemoveTeamMember).Removes().Says("Removes a member from a team.");
        routes.MapPost("/team-members/", AddTeamMember).WithTags("Teams").Creates<TeamMemberFields>()
            .Says("Adds a member to a team.");
    }

    private static async Task<CreatedDocumentResult<Team>> CreateTeam(
        HttpContext http,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<TeamFields>(http);
        var team = await teams.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<Team>(team, $"/teams/{Ids.Text(team.Value.Id)}");
    }

    private static async Task<PageResult<Team>> ListTeams(
        HttpContext http,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, TeamList.Definition);
        return new PageResult<Team>(await teams.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Team>> GetTeam(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, TeamList.Definition);
        return new DocumentResult<Team>(await teams.Get(http.Call(), id, cancellationToken), shape);
    }

    private static async Task<DocumentResult<Team>> ReplaceTeam(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadReplacement(http), teams, cancellationToken);

    private static async Task<DocumentResult<Team>> UpdateTeam(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadMergePatch(http), teams, cancellationToken);

    private static async Task<DocumentResult<Team>> Apply(
        HttpContext http,
        long id,
        Edit edit,
        TeamService teams,
        CancellationToken cancellationToken) =>
        new(await teams.Update(http.Call(), id, edit, EntityTags.IfMatch(http), cancellationToken));

    private static async Task<NoBodyResult> DeleteTeam(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        await teams.Delete(http.Call(), id, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }

    private static async Task<CreatedDocumentResult<TeamMember>> AddTeamMember(
        HttpContext http,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<TeamMemberFields>(http);
        var member = await teams.AddMember(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<TeamMember>(member, $"/teams/{Ids.Text(member.Value.TeamId)}/members");
    }

    private static async Task<PageResult<TeamMember>> ListTeamMembers(
        HttpContext http,
        long id,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, TeamList.Members);
        return new PageResult<TeamMember>(await teams.ListMembers(http.Call(), id, query.Page, cancellationToken), query);
    }

    private static async Task<NoBodyResult> RemoveTeamMember(
        HttpContext http,
        long id,
        [FromRoute(Name = "user_id")] long userId,
        TeamService teams,
        CancellationToken cancellationToken)
    {
        await teams.RemoveMember(http.Call(), id, userId, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
