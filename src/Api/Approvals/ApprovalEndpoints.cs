using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals;

internal static class ApprovalEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/approvals").WithTags("Approvals");
        group.MapGet("/", ListApprovals).Lists(ApprovalList.Definition)
            .Says("Lists the approvals that the caller can read.");
        group.MapGet("/{id:long}", GetApproval).Reads(ApprovalList.Definition)
            .Says("Reads an approval with its whole history.");
        group.MapPost("/{id:long}/decisions", DecideApproval).Replaces<NewDecision>()
            .Says("Approves or rejects, in one's own place or in that of somebody who let the caller.");
        group.MapPost("/{id:long}/comments", CommentApproval).Replaces<NewComment>()
            .Says("Says something about an approval.");
        group.MapPost("/{id:long}/withdraw", WithdrawApproval).Replaces<NewWithdrawal>()
            .Says("Withdraws a request: whoever asked, or an administrator.");
        group.MapPost("/{id:long}/override", OverrideApproval).Replaces<NewOverride>()
            .Says("Lets something through past its approvers in an emergency, until it has to be confirmed.");
        routes.MapGet("/projects/{id:long}/approvals", ListProjectApprovals).WithTags("Approvals").Lists(ApprovalList.OfProject)
            .Says("Lists a project's approvals.");
    }

    private static async Task<PageResult<Approval>> ListApprovals(
        HttpContext http,
        ApprovalService approvals,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ApprovalList.Definition);
        return new PageResult<Approval>(await approvals.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<PageResult<Approval>> ListProjectApprovals(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ApprovalList.OfProject);
        return new PageResult<Approval>(await approvals.ListOfProject(http.Call(), id, query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Approval>> GetApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ApprovalList.Definition);
        return new DocumentResult<Approval>(await approvals.Get(http.Call(), id, cancellationToken), shape);
    }

    private static async Task<DocumentResult<Approval>> DecideApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new DocumentResult<Approval>(await approvals.Decide(
            http.Call(),
            id,
            await RequestBody.Read<NewDecision>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> CommentApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new DocumentResult<Approval>(await approvals.Comment(
            http.Call(),
            id,
            await RequestBody.Read<NewComment>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> WithdrawApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new DocumentResult<Approval>(await approvals.Withdraw(
            http.Call(),
            id,
            await RequestBody.ReadIfSent<NewWithdrawal>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> OverrideApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new DocumentResult<Approval>(await approvals.Override(
            http.Call(),
            id,
            await RequestBody.Read<NewOverride>(http),
            EntityTags.IfMatch(http),
            cancellationToken));
}
