using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Deliveries of notifications.</summary>
public sealed class DeliveryFunctions(Pipeline pipeline)
{
    [Function(nameof(ListDeliveries))]
    public Task<IResult> ListDeliveries(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetDelivery))]
    public Task<IResult> GetDelivery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "deliveries/{id}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplayDelivery))]
    public Task<IResult> ReplayDelivery(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deliveries/{id}/replay")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
