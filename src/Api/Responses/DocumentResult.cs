using System.Reflection;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Responses;

/// <summary>An entity with its ETag: 200, or 304 where the caller has this version already.</summary>
internal sealed class DocumentResult<T>(Document<T> document, Shape shape) : IResult, IEndpointMetadataProvider
    where T : class
{
    internal DocumentResult(Document<T> document)
        : this(document, Shape.Whole)
    {
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        JsonResponse.Declare<T>(builder, StatusCodes.Status200OK);
        builder.Metadata.Add(new EntityTagMetadata());
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.Headers.ETag = EntityTags.Of(document.Version);

        // Embedded entities have versions of their own, which this ETag does not cover.
        if (shape.Expansions.Count == 0
            && HttpMethods.IsGet(http.Request.Method)
            && EntityTags.IsKnown(http, document.Version))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var json = document.Json;
        if (!shape.IsWhole)
        {
            var store = http.RequestServices.GetRequiredService<IDocumentStore>();
            json = await new ShapeWriter(store, shape).Write(json, http.RequestAborted);
        }

        await JsonResponse.Write(http, StatusCodes.Status200OK, json);
    }
}

/// <summary>An entity that was created, with its ETag and its location: 201.</summary>
internal sealed class CreatedDocumentResult<T>(Document<T> document, string location)
    : IResult, IEndpointMetadataProvider
    where T : class
{
    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        JsonResponse.Declare<T>(builder, StatusCodes.Status201Created);
        builder.Metadata.Add(new EntityTagMetadata());
    }

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        http.Response.Headers.ETag = EntityTags.Of(document.Version);
        http.Response.Headers.Location = location;
        return JsonResponse.Write(http, StatusCodes.Status201Created, document.Json);
    }
}
