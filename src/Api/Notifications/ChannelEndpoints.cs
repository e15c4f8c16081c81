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
        own.MapPost("/", CreateMyChannel).Creates<ChannelFields>()
            .Says("Adds a channel on which the caller is told of what happens.");
        own.MapGet("/", ListMyChannels).Lists(ChannelDocuments.List).Says("Lists the caller's channels.");
        own.MapGet("/{channel_id:long}", GetMyChannel).Reads(ChannelDocuments.List)
            .Says("Reads one of the caller's channels, without its URL.");
        own.MapPut("/{channel_id:long}", ReplaceMyChannel).Replaces<ChannelFields>()
            .Says("Replaces the writable fields of one of the caller's channels; without a URL it keeps the one it has.");
        own.MapPatch("/{channel_id:long}", UpdateMyChannel).Patches<ChannelFields>()
            .Says("Changes fields of one of the caller's channels by a JSON merge patch.");
        own.MapDelete("/{channel_id:long}", DeleteMyChannel).Removes().Says("Removes one of the caller's channels.");

        var ofTeam = routes.MapGroup("/teams/{id:long}/channels").WithTags(Tag);
        ofTeam.MapPost("/", CreateTeamChannel).Creates<ChannelFields>()
            .Says("Adds a channel on which a team is told of what happens to its projects.");
        ofTeam.MapGet("/", ListTeamChannels).Lists(ChannelDocuments.List).Says("Lists a team's channels.");
        ofTeam.MapGet("/{channel_id:long}", GetTeamChannel).Reads(ChannelDocuments.List)
            .Says("Reads a team's channel, without its URL.");
        ofTeam.MapPut("/{channel_id:long}", ReplaceTeamChannel).Replaces<ChannelFields>()
            .Says("Replaces the writable fields of a team's channel; without a URL it keeps the one it has.");
        ofTeam.MapPatch("/{channel_id:long}", UpdateTeamChannel).Patches<ChannelFields>()
            .Says("Changes fields of a team's channel by a JSON merge patch.");
        ofTeam.MapDelete("/{channel_id:long}", DeleteTeamChannel).Removes().Says("Removes a team's channel.");
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
        CancellationToken cancellationToken) => Get(http, ChannelOwner.Team(id), channelId, channels, cancellationToken);

    private static async Task<DocumentResult<NotificationChannel>> ReplaceTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        await Apply(http, ChannelOwner.Team(id), channelId, await RequestBody.ReadReplacement(http), channels, cancellationToken);

    private static async Task<DocumentResult<NotificationChannel>> UpdateTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) =>
        await Apply(http, ChannelOwner.Team(id), channelId, await RequestBody.ReadMergePatch(http), channels, cancellationToken);

    private static Task<NoBodyResult> DeleteTeamChannel(
        HttpContext http,
        long id,
        [FromRoute(Name = "channel_id")] long channelId,
        ChannelService channels,
        CancellationToken cancellationToken) => Delete(http, ChannelOwner.Team(id), channelId, channels, cancellationToken);

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
