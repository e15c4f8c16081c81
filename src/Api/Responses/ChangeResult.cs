using System.Reflection;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.Approvals.Requests;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>A change that was made, answered like any; or one that waits: 202 with its approval and where that is.</summary>
internal sealed class ChangeResult<T>(ChangeOutcome<T> outcome, Func<Document<T>, IResult> made) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <summary>Answers what was changed as it is now.</summary>
    internal static ChangeResult<T> Ok(ChangeOutcome<T> outcome) => new(outcome, DocumentResult<T>.Ok);

    /// <summary>Answers what was created, and where it is.</summary>
    internal static ChangeResult<T> Created(ChangeOutcome<T> outcome, Func<T, string> location) =>
        new(outcome, document => DocumentResult<T>.Created(document, location(document.Value)));

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        DocumentResult<T>.PopulateMetadata(method, builder);
        WaitingResult.PopulateMetadata(method, builder);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http) => outcome.Proposed is { } approval
        ? new WaitingResult(approval).ExecuteAsync(http)
        : made(outcome.Applied!).ExecuteAsync(http);
}

/// <summary>A removal that was made: 204; or one that waits: 202.</summary>
internal sealed class RemovalResult<T>(ChangeOutcome<T> outcome) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        DoneResult.PopulateMetadata(method, builder);
        WaitingResult.PopulateMetadata(method, builder);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http) => outcome.Proposed is { } approval
        ? new WaitingResult(approval).ExecuteAsync(http)
        : DoneResult.Instance.ExecuteAsync(http);
}

/// <summary>Something waits for its approval: 202 with the approval, its version, and where it is.</summary>
internal sealed class WaitingResult(Document<Approval> approval) : IResult, IEndpointMetadataProvider
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(
        new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(Approval), [RequestBody.Json]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        var response = http.Response;
        response.StatusCode = StatusCodes.Status202Accepted;
        response.Headers.Location = ApprovalDocuments.Path(approval.Value.Id);
        response.Headers.ETag = EntityTags.Of(approval.Version);
        response.ContentType = RequestBody.Json;
        response.ContentLength = approval.Json.Length;
        await response.BodyWriter.WriteAsync(approval.Json, http.RequestAborted);
    }
}
