using System.Reflection;
using System.Text.Json;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Enterprise.Api.Responses;

/// <summary>A value that has no version of its own.</summary>
internal sealed class ValueResult<T>(T value, string? location = null) : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var created = method.Name.StartsWith("Create", StringComparison.Ordinal);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            typeof(T),
            [RequestBody.Json]));
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        if (location is not null)
        {
            http.Response.StatusCode = StatusCodes.Status201Created;
            http.Response.Headers.Location = location;
        }

        var json = JsonSerializer.SerializeToUtf8Bytes(value, CoreServices.JsonOf<T>());
        http.Response.ContentType = RequestBody.Json;
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }
}

/// <summary>Done, with nothing to say: 204.</summary>
internal sealed class DoneResult : IResult, IEndpointMetadataProvider
{
    internal static DoneResult Instance { get; } = new();

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) => builder.Metadata.Add(new AnswersNothing());

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
