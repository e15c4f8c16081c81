using Enterprise.Core.Listing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Enterprise.Api.Requests;

/// <summary>Declares what an endpoint takes, for routing and for the API's description.</summary>
internal static class RequestMetadataExtensions
{
    /// <summary>A JSON body.</summary>
    internal static RouteHandlerBuilder WithBody<TBody>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AcceptsMetadata([RequestBody.Json], typeof(TBody)));

    /// <summary>A JSON merge patch (RFC 7396) of these fields.</summary>
    internal static RouteHandlerBuilder WithMergePatch<TFields>(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new AcceptsMetadata([RequestBody.MergePatch, RequestBody.Json], typeof(TFields)));

    /// <summary>The header Idempotency-Key.</summary>
    internal static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new IdempotencyKeyMetadata());

    /// <summary>The header If-Match.</summary>
    internal static RouteHandlerBuilder WithIfMatch(this RouteHandlerBuilder endpoint) =>
        endpoint.WithMetadata(new IfMatchMetadata());

    /// <summary>
    /// The query parameters <c>fields</c> and, where the list can embed something, <c>expand</c>; and the header
    /// If-None-Match.
    /// </summary>
    internal static RouteHandlerBuilder WithItemQuery(this RouteHandlerBuilder endpoint, ListDefinition definition) =>
        endpoint.WithMetadata(new ItemQueryMetadata(definition));

    /// <summary>The query parameters of a list: its page, its filters, its sort and its shape.</summary>
    internal static RouteHandlerBuilder WithListQuery(this RouteHandlerBuilder endpoint, ListDefinition definition) =>
        endpoint.WithMetadata(new ListQueryMetadata(definition));

    /// <summary>A query parameter that the handler parses from a string.</summary>
    internal static RouteHandlerBuilder WithQueryParameter(
        this RouteHandlerBuilder endpoint,
        string name,
        JsonSchemaType type,
        string format,
        string description) => endpoint.WithMetadata(new QueryParameterMetadata(name, type, format, description));
}
