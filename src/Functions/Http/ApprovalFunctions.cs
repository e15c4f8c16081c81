using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Approvals and the actions on them.</summary>
public sealed class ApprovalFunctions(Pipeline pipeline)
{
    [Function(nameof(ListApprovals))]
    public Task<IResult> ListApprovals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetApproval))]
    public Task<IResult> GetApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "approvals/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DecideApproval))]
    public Task<IResult> DecideApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id:long}/decisions")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(CommentApproval))]
    public Task<IResult> CommentApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id:long}/comments")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(WithdrawApproval))]
    public Task<IResult> WithdrawApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id:long}/withdraw")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(OverrideApproval))]
    public Task<IResult> OverrideApproval(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "approvals/{id:long}/override")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListProjectApprovals))]
    public Task<IResult> ListProjectApprovals(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/approvals")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
