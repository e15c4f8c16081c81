using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Notification channels of users and teams.</summary>
public sealed class ChannelFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateMyChannel))]
    public Task<IResult> CreateMyChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "me/notifications")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListMyChannels))]
    public Task<IResult> ListMyChannels(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/notifications")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetMyChannel))]
    public Task<IResult> GetMyChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "me/notifications/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceMyChannel))]
    public Task<IResult> ReplaceMyChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "me/notifications/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateMyChannel))]
    public Task<IResult> UpdateMyChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "me/notifications/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeleteMyChannel))]
    public Task<IResult> DeleteMyChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "me/notifications/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(CreateTeamChannel))]
    public Task<IResult> CreateTeamChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "teams/{id:long}/channels")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListTeamChannels))]
    public Task<IResult> ListTeamChannels(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teams/{id:long}/channels")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetTeamChannel))]
    public Task<IResult> GetTeamChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "teams/{id:long}/channels/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceTeamChannel))]
    public Task<IResult> ReplaceTeamChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "teams/{id:long}/channels/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateTeamChannel))]
    public Task<IResult> UpdateTeamChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "teams/{id:long}/channels/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeleteTeamChannel))]
    public Task<IResult> DeleteTeamChannel(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "teams/{id:long}/channels/{channel_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
