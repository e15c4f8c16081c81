using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals.Decisions;
using Enterprise.Core.Approvals.Process;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals;

internal static class ApprovalEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/approvals").WithTags("Approvals").WithBreakGlass();
        group.MapGet("/", ListApprovals).WithListQuery(ApprovalList.Definition)
            .WithSummary("Lists the approvals that the caller can read.");
        group.MapGet("/{id:long}", GetApproval).WithItemQuery(ApprovalList.Definition)
            .WithSummary("Returns an approval with its complete history.");
        group.MapPost("/{id:long}/decisions", DecideApproval).WithBody<NewDecision>().WithIfMatch()
            .WithSummary("Approves or rejects a request, as oneself or on behalf of the approver who delegated it.");
        group.MapPost("/{id:long}/comments", CommentApproval).WithBody<NewComment>().WithIfMatch()
            .WithSummary("Adds a comment to an approval.");
        group.MapPost("/{id:long}/withdraw", WithdrawApproval).WithBody<NewWithdrawal>().WithIfMatch()
            .WithSummary("Withdraws a request. Its requester and administrators may do so.");
        group.MapPost("/{id:long}/override", OverrideApproval).WithBody<NewOverride>().WithIfMatch()
            .WithSummary("Applies a change without its approvers in an emergency; it has to be confirmed in time.");
        routes.MapGet("/projects/{id:long}/approvals", ListProjectApprovals).WithTags("Approvals").WithBreakGlass()
            .WithListQuery(ApprovalList.OfProject)
            .WithSummary("Lists a project's approvals.");
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
        var page = await approvals.ListOfProject(http.Call(), id, query.Page, cancellationToken);
        return new PageResult<Approval>(page, query);
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
        CancellationToken cancellationToken) => new(await approvals.Decide(
            http.Call(),
            id,
            await RequestBody.Read<NewDecision>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> CommentApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new(await approvals.Comment(
            http.Call(),
            id,
            await RequestBody.Read<NewComment>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> WithdrawApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new(await approvals.Withdraw(
            http.Call(),
            id,
            await RequestBody.ReadIfSent<NewWithdrawal>(http),
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<DocumentResult<Approval>> OverrideApproval(
        HttpContext http,
        long id,
        ApprovalService approvals,
        CancellationToken cancellationToken) => new(await approvals.Override(
            http.Call(),
            id,
            await RequestBody.Read<NewOverride>(http),
            EntityTags.IfMatch(http),
            cancellationToken));
}
