using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Teams and their members.</summary>
public sealed class TeamFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateTeam))]
    public Task<IResult> CreateTeam(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "teams")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListTeams))]
    public Task<IResult> ListTeams(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teams")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetTeam))]
    public Task<IResult> GetTeam(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teams/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceTeam))]
    public Task<IResult> ReplaceTeam(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "teams/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateTeam))]
    public Task<IResult> UpdateTeam(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "teams/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeleteTeam))]
    public Task<IResult> DeleteTeam(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "teams/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListTeamMembers))]
    public Task<IResult> ListTeamMembers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teams/{id:long}/members")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(RemoveTeamMember))]
    public Task<IResult> RemoveTeamMember(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "teams/{id:long}/members/{user_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(AddTeamMember))]
    public Task<IResult> AddTeamMember(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "team-members")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
