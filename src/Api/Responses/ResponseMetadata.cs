using Microsoft.AspNetCore.Builder;

namespace Enterprise.Api.Responses;

/// <summary>Metadata: the endpoint answers with an ETag.</summary>
internal sealed record EntityTagMetadata;

/// <summary>Metadata: the endpoint answers with a link to the approval that the created entity waits for.</summary>
internal sealed record ApprovalLinkMetadata;

/// <summary>Declares what an endpoint answers beyond the type of its result, for the API's description.</summary>
internal static class ResponseMetadataExtensions
{
    /// <summary>The header Link with the approval that the created entity waits for.</summary>
    internal static RouteHandlerBuilder WithApprovalLink(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new ApprovalLinkMetadata());
}
