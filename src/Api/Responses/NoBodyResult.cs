using System.Reflection;
using Enterprise.Api.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>Success without a body: 204.</summary>
internal sealed class NoBodyResult : IResult, IEndpointMetadataProvider
{
    internal static NoBodyResult Instance { get; } = new();

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status204NoContent, typeof(void)));

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
