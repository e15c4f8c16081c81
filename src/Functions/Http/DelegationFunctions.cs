using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Delegations of decisions.</summary>
public sealed class DelegationFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateDelegation))]
    public Task<IResult> CreateDelegation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "delegations")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListDelegations))]
    public Task<IResult> ListDelegations(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "delegations")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetDelegation))]
    public Task<IResult> GetDelegation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "delegations/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(EndDelegation))]
    public Task<IResult> EndDelegation(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "delegations/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
