using System.Reflection;
using Enterprise.Core.Approvals.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>A change that was made: 200 with the entity; or one that waits for its approval: 202.</summary>
internal sealed class ChangeResult<T>(ChangeOutcome<T> outcome) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        DocumentResult<T>.PopulateMetadata(method, builder);
        PendingApprovalResult.PopulateMetadata(method, builder);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http) => outcome.Proposed is { } approval
        ? new PendingApprovalResult(approval).ExecuteAsync(http)
        : new DocumentResult<T>(outcome.Applied!).ExecuteAsync(http);
}

/// <summary>A creation that was made: 201 with the entity; or one that waits for its approval: 202.</summary>
internal sealed class CreationResult<T>(ChangeOutcome<T> outcome, Func<T, string> location)
    : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        CreatedDocumentResult<T>.PopulateMetadata(method, builder);
        PendingApprovalResult.PopulateMetadata(method, builder);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        if (outcome.Proposed is { } approval)
            return new PendingApprovalResult(approval).ExecuteAsync(http);
        var created = outcome.Applied!;
        return new CreatedDocumentResult<T>(created, location(created.Value)).ExecuteAsync(http);
    }
}

/// <summary>A removal that was made: 204; or one that waits for its approval: 202.</summary>
internal sealed class RemovalResult<T>(ChangeOutcome<T> outcome) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        PendingApprovalResult.PopulateMetadata(method, builder);
        NoBodyResult.PopulateMetadata(method, builder);
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http) => outcome.Proposed is { } approval
        ? new PendingApprovalResult(approval).ExecuteAsync(http)
        : NoBodyResult.Instance.ExecuteAsync(http);
}
