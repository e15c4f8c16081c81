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
        group.MapPost("/", CreateTeam).WithBody<TeamFields>().WithIdempotencyKey()
            .WithSummary("Creates a team.");
        group.MapGet("/", ListTeams).WithListQuery(TeamList.Definition)
            .WithSummary("Lists teams.");
        group.MapGet("/{id:long}", GetTeam).WithItemQuery(TeamList.Definition)
            .WithSummary("Returns a team.");
        group.MapPut("/{id:long}", ReplaceTeam).WithBody<TeamFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of a team.");
        group.MapPatch("/{id:long}", UpdateTeam).WithMergePatch<TeamFields>().WithIfMatch()
            .WithSummary("Changes fields of a team by a JSON merge patch.");
        group.MapDelete("/{id:long}", DeleteTeam).WithIfMatch()
            .WithSummary("Deletes a team that has no projects, together with its memberships.");
        group.MapGet("/{id:long}/members", ListTeamMembers).WithListQuery(TeamList.Members)
            .WithSummary("Lists a team's members.");
        group.MapDelete("/{id:long}/members/{user_id:long}", RemoveTeamMember).WithIfMatch()
            .WithSummary("Removes a member from a team.");
        routes.MapPost("/team-members/", AddTeamMember).WithTags("Teams").WithBody<TeamMemberFields>()
            .WithIdempotencyKey()
            .WithSummary("Adds a member to a team.");
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
        var members = await teams.ListMembers(http.Call(), id, query.Page, cancellationToken);
        return new PageResult<TeamMember>(members, query);
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
