using System.Reflection;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>A change that waits for its approval: 202 with the approval, its ETag and its location.</summary>
internal sealed class PendingApprovalResult(Document<Approval> approval) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonResponse.Declare<Approval>(builder, StatusCodes.Status202Accepted);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.Headers.Location = ApprovalDocuments.Path(approval.Value.Id);
        http.Response.Headers.ETag = EntityTags.Of(approval.Version);
        return JsonResponse.Write(http, StatusCodes.Status202Accepted, approval.Json);
    }
}
