using System.Reflection;
using Enterprise.Api.Authentication;
using Enterprise.Api.Requests;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace Enterprise.Api.Responses;

/// <summary>One entity with its ETag: 200, 201 with its place, or 304 where the caller has it already.</summary>
internal sealed class DocumentResult<T>(Document<T> document, Shape shape, string? location) : IResult, IEndpointMetadataProvider
    where T : class
{
    internal static DocumentResult<T> Ok(Document<T> document) => new(document, Shape.Whole, location: null);

    internal static DocumentResult<T> Created(Document<T> document, string location) => new(document, Shape.Whole, location);

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        var created = method.Name.StartsWith("Create", StringComparison.Ordinal) || method.Name.StartsWith("Add", StringComparison.Ordinal);
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            created ? StatusCodes.Status201Created : StatusCodes.Status200OK,
            typeof(T),
            [RequestBody.Json]));
        builder.Metadata.Add(new AnswersEntity());
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext http)
    {
        CallFeature.RequireDecision(http);
        var response = http.Response;
        response.Headers.ETag = EntityTags.Of(document.Version);

        // What is embedded has versions of its own, of which this one says nothing.
        if (location is null
            && shape.Expansions.Count == 0
            && HttpMethods.IsGet(http.Request.Method)
            && EntityTags.IsKnown(http, document.Version))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var json = document.Json;
        if (!shape.IsWhole)
        {
            var store = http.RequestServices.GetRequiredService<IDocumentStore>();
            json = await new Shaper(store, shape).Write(json, http.RequestAborted);
        }

        if (location is not null)
        {
            response.StatusCode = StatusCodes.Status201Created;
            response.Headers.Location = location;
        }

        response.ContentType = RequestBody.Json;
        response.ContentLength = json.Length;
        await response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }
}
