using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals.Policies;
using Enterprise.Core.Editing;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals;

internal static class ApprovalPolicyEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/approval-policies").WithTags("Approval policies");
        group.MapPost("/", CreateApprovalPolicy).WithBody<ApprovalPolicyFields>().WithIdempotencyKey()
            .WithSummary("Creates an approval policy: which changes of which projects require whose approval.");
        group.MapGet("/", ListApprovalPolicies).WithListQuery(ApprovalPolicyDocuments.List)
            .WithSummary("Lists the approval policies.");
        group.MapGet("/{id:long}", GetApprovalPolicy).WithItemQuery(ApprovalPolicyDocuments.List)
            .WithSummary("Returns an approval policy.");
        group.MapPut("/{id:long}", ReplaceApprovalPolicy).WithBody<ApprovalPolicyFields>().WithIfMatch()
            .WithSummary("Replaces an approval policy. Pending approvals keep the policy they were requested under.");
        group.MapPatch("/{id:long}", UpdateApprovalPolicy).WithMergePatch<ApprovalPolicyFields>().WithIfMatch()
            .WithSummary("Changes fields of an approval policy by a JSON merge patch.");
        group.MapDelete("/{id:long}", DeleteApprovalPolicy).WithIfMatch()
            .WithSummary("Deletes an approval policy.");
    }

    private static async Task<CreatedDocumentResult<ApprovalPolicy>> CreateApprovalPolicy(
        HttpContext http,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<ApprovalPolicyFields>(http);
        var policy = await policies.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<ApprovalPolicy>(policy, $"/approval-policies/{Ids.Text(policy.Value.Id)}");
    }

    private static async Task<PageResult<ApprovalPolicy>> ListApprovalPolicies(
        HttpContext http,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ApprovalPolicyDocuments.List);
        return new PageResult<ApprovalPolicy>(await policies.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<ApprovalPolicy>> GetApprovalPolicy(
        HttpContext http,
        long id,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ApprovalPolicyDocuments.List);
        var policy = await policies.Get(http.Call(), id, cancellationToken);
        return new DocumentResult<ApprovalPolicy>(policy, shape);
    }

    private static async Task<DocumentResult<ApprovalPolicy>> ReplaceApprovalPolicy(
        HttpContext http,
        long id,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadReplacement(http), policies, cancellationToken);

    private static async Task<DocumentResult<ApprovalPolicy>> UpdateApprovalPolicy(
        HttpContext http,
        long id,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadMergePatch(http), policies, cancellationToken);

    private static async Task<DocumentResult<ApprovalPolicy>> Apply(
        HttpContext http,
        long id,
        Edit edit,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken) =>
        new(await policies.Update(http.Call(), id, edit, EntityTags.IfMatch(http), cancellationToken));

    private static async Task<NoBodyResult> DeleteApprovalPolicy(
        HttpContext http,
        long id,
        ApprovalPolicyService policies,
        CancellationToken cancellationToken)
    {
        await policies.Delete(http.Call(), id, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
