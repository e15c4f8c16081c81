using System.Reflection;
using Enterprise.Api.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>A value that has no version of its own: 200.</summary>
internal sealed class ValueResult<T>(T value) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonResponse.Declare<T>(builder, StatusCodes.Status200OK);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        return JsonResponse.WriteValue(http, StatusCodes.Status200OK, value);
    }
}

/// <summary>A value that was created and has no version of its own, with its location: 201.</summary>
internal sealed class CreatedValueResult<T>(T value, string location) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        JsonResponse.Declare<T>(builder, StatusCodes.Status201Created);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.Headers.Location = location;
        return JsonResponse.WriteValue(http, StatusCodes.Status201Created, value);
    }
}
