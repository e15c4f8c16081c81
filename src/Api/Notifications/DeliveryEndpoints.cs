using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Notifications;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Notifications;

internal static class DeliveryEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/deliveries").WithTags("Notifications");
        group.MapGet("/", ListDeliveries).WithListQuery(DeliveryDocuments.List)
            .WithSummary("Lists the notifications sent or to be sent to people and teams, newest first.");
        group.MapGet("/{id}", GetDelivery).WithItemQuery(DeliveryDocuments.List)
            .WithSummary("Returns a delivery with its attempts.");
        group.MapPost("/{id}/replay", ReplayDelivery).WithIfMatch()
            .WithSummary("Sends a dead delivery again.");
    }

    private static async Task<PageResult<Delivery>> ListDeliveries(
        HttpContext http,
        DeliveryOperations deliveries,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, DeliveryDocuments.List);
        return new PageResult<Delivery>(await deliveries.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Delivery>> GetDelivery(
        HttpContext http,
        string id,
        DeliveryOperations deliveries,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, DeliveryDocuments.List);
        return new DocumentResult<Delivery>(await deliveries.Get(http.Call(), id, cancellationToken), shape);
    }

    private static async Task<DocumentResult<Delivery>> ReplayDelivery(
        HttpContext http,
        string id,
        DeliveryOperations deliveries,
        CancellationToken cancellationToken) =>
        new(await deliveries.Replay(http.Call(), id, EntityTags.IfMatch(http), cancellationToken));
}
