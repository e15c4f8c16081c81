using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Approval policies.</summary>
public sealed class ApprovalPolicyFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateApprovalPolicy))]
    public Task<IResult> CreateApprovalPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approval-policies")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListApprovalPolicies))]
    public Task<IResult> ListApprovalPolicies(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approval-policies")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetApprovalPolicy))]
    public Task<IResult> GetApprovalPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approval-policies/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceApprovalPolicy))]
    public Task<IResult> ReplaceApprovalPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "approval-policies/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateApprovalPolicy))]
    public Task<IResult> UpdateApprovalPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "approval-policies/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeleteApprovalPolicy))]
    public Task<IResult> DeleteApprovalPolicy(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "approval-policies/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
