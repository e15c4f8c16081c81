using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Users.</summary>
public sealed class UserFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateUser))]
    public Task<IResult> CreateUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "users")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListUsers))]
    public Task<IResult> ListUsers(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetUser))]
    public Task<IResult> GetUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceUser))]
    public Task<IResult> ReplaceUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "users/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateUser))]
    public Task<IResult> UpdateUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "users/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeactivateUser))]
    public Task<IResult> DeactivateUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "users/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListTeamsOfUser))]
    public Task<IResult> ListTeamsOfUser(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "users/{id:long}/teams")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetMe))]
    public Task<IResult> GetMe(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
