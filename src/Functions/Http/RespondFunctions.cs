using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>The page on which approvers decide an approval.</summary>
public sealed class RespondFunctions(Pipeline pipeline)
{
    [Function(nameof(ShowApproval))]
    public Task<IResult> ShowApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals/{id:long}/respond")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(RespondToApproval))]
    public Task<IResult> RespondToApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id:long}/respond")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
