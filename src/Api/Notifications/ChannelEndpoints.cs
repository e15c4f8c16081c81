using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Editing;
using Enterprise.Core.Notifications;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Notifications;

internal static class ChannelEndpoints
{
    private const string Tag = "Notifications";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/me/notifications").WithTags(Tag);
        own.MapPost("/", CreateMyChannel).WithBody<ChannelFields>().WithIdempotencyKey()
            .WithSummary("Adds a channel on which the caller is notified.");
        own.MapGet("/", ListMyChannels).WithListQuery(ChannelDocuments.List)
            .WithSummary("Lists the caller's channels.");
        own.MapGet("/{channel_id:long}", GetMyChannel).WithItemQuery(ChannelDocuments.List)
            .WithSummary("Returns one of the caller's channels, without its URL.");
        own.MapPut("/{channel_id:long}", ReplaceMyChannel).WithBody<ChannelFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of one of the caller's channels; without a URL, keeps its URL.");
        own.MapPatch("/{channel_id:long}", UpdateMyChannel).WithMergePatch<ChannelFields>().WithIfMatch()
            .WithSummary("Changes fields of one of the caller's channels by a JSON merge patch.");
        own.MapDelete("/{channel_id:long}", DeleteMyChannel).WithIfMatch()
            .WithSummary("Deletes one of the caller's channels.");

        var ofTeam = routes.MapGroup("/teams/{id:long}/channels").WithTags(Tag);
        ofTeam.MapPost("/", CreateTeamChannel).WithBody<ChannelFields>().WithIdempotencyKey()
            .WithSummary("Adds a channel on which a team is notified of events of its projects.");
        ofTeam.MapGet("/", ListTeamChannels).WithListQuery(ChannelDocuments.List)
            .WithSummary("Lists a team's channels.");
        ofTeam.MapGet("/{channel_id:long}", GetTeamChannel).WithItemQuery(ChannelDocuments.List)
            .WithSummary("Returns a team's channel, without its URL.");
        ofTeam.MapPut("/{channel_id:long}", ReplaceTeamChannel).WithBody<ChannelFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of a team's channel; without a URL, keeps its URL.");
        ofTeam.MapPatch("/{channel_id:long}", UpdateTeamChannel).WithMergePatch<ChannelFields>().WithIfMatch()
            .WithSummary("Changes fields of a team's channel by a JSON merge patch.");
        ofTeam.MapDelete("/{channel_id:long}", DeleteTeamChannel).WithIfMatch()
            .WithSummary("Deletes a team's channel.");
    }

    private static Task<CreatedDocumentResult<NotificationChannel>> CreateMyChannel(
        HttpContext http,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        Create(http, Own(http), "/me/notifications", channels, cancellationToken);

    private static Task<PageResult<NotificationChannel>> ListMyChannels(
        HttpContext http,
        ChannelService channels,
        CancellationToken cancellationToken) => List(http, Own(http), channels, cancellationToken);

    private static Task<DocumentResult<NotificationChannel>> GetMyChannel(
        HttpContext http,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) => Get(http, Own(http), channelId, channels, cancellationToken);

    private static async Task<DocumentResult<NotificationChannel>> ReplaceMyChannel(
        HttpContext http,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        await Apply(http, Own(http), channelId, await RequestBody.ReadReplacement(http), channels, cancellationToken);

    private static async Task<DocumentResult<NotificationChannel>> UpdateMyChannel(
        HttpContext http,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        await Apply(http, Own(http), channelId, await RequestBody.ReadMergePatch(http), channels, cancellationToken);

    private static Task<NoBodyResult> DeleteMyChannel(
        HttpContext http,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) => Delete(http, Own(http), channelId, channels, cancellationToken);

    private static Task<CreatedDocumentResult<NotificationChannel>> CreateTeamChannel(
        HttpContext http,
        long id,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        Create(http, ChannelOwner.Team(id), $"/teams/{Ids.Text(id)}/channels", channels, cancellationToken);

    private static Task<PageResult<NotificationChannel>> ListTeamChannels(
        HttpContext http,
        long id,
        ChannelService channels,
        CancellationToken cancellationToken) => List(http, ChannelOwner.Team(id), channels, cancellationToken);

    private static Task<DocumentResult<NotificationChannel>> GetTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        Get(http, ChannelOwner.Team(id), channelId, channels, cancellationToken);

    private static async Task<DocumentResult<NotificationChannel>> ReplaceTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        var replacement = await RequestBody.ReadReplacement(http);
        return await Apply(http, ChannelOwner.Team(id), channelId, replacement, channels, cancellationToken);
    }

    private static async Task<DocumentResult<NotificationChannel>> UpdateTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        var patch = await RequestBody.ReadMergePatch(http);
        return await Apply(http, ChannelOwner.Team(id), channelId, patch, channels, cancellationToken);
    }

    private static Task<NoBodyResult> DeleteTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        Delete(http, ChannelOwner.Team(id), channelId, channels, cancellationToken);

    private static ChannelOwner Own(HttpContext http) => ChannelOwner.User(http.Call().Caller.UserId);

    private static async Task<CreatedDocumentResult<NotificationChannel>> Create(
        HttpContext http,
        ChannelOwner owner,
        string path,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<ChannelFields>(http);
        var channel = await channels.Create(http.Call(), owner, fields, key, cancellationToken);
        return new CreatedDocumentResult<NotificationChannel>(channel, $"{path}/{Ids.Text(channel.Value.Id)}");
    }

    private static async Task<PageResult<NotificationChannel>> List(
        HttpContext http,
        ChannelOwner owner,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ChannelDocuments.List);
        return new PageResult<NotificationChannel>(
            await channels.List(http.Call(), owner, query.Page, cancellationToken),
            query);
    }

    private static async Task<DocumentResult<NotificationChannel>> Get(
        HttpContext http,
        ChannelOwner owner,
        long channelId,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ChannelDocuments.List);
        var channel = await channels.Get(http.Call(), owner, channelId, cancellationToken);
        return new DocumentResult<NotificationChannel>(channel, shape);
    }

    private static async Task<DocumentResult<NotificationChannel>> Apply(
        HttpContext http,
        ChannelOwner owner,
        long channelId,
        Edit edit,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        new(await channels.Update(http.Call(), owner, channelId, edit, EntityTags.IfMatch(http), cancellationToken));

    private static async Task<NoBodyResult> Delete(
        HttpContext http,
        ChannelOwner owner,
        long channelId,
        ChannelService channels,
        CancellationToken cancellationToken)
    {
        await channels.Delete(http.Call(), owner, channelId, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
