using Enterprise.Core.Listing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Enterprise.Api.Requests;

/// <summary>What an endpoint takes, as metadata for the API's description.</summary>
internal static class Documented
{
    /// <summary>Takes a body that creates something, and an Idempotency-Key.</summary>
    internal static RouteHandlerBuilder Creates<TBody>(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new AcceptsMetadata([RequestBody.Json], typeof(TBody)), new TakesIdempotencyKey());

    /// <summary>Takes a new representation, and an If-Match.</summary>
    internal static RouteHandlerBuilder Replaces<TBody>(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new AcceptsMetadata([RequestBody.Json], typeof(TBody)), new TakesIfMatch());

    /// <summary>Takes a merge patch, and an If-Match.</summary>
    internal static RouteHandlerBuilder Patches<TBody>(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new AcceptsMetadata([RequestBody.MergePatch, RequestBody.Json], typeof(TBody)), new TakesIfMatch());

    /// <summary>Removes something, if it has the version of an If-Match.</summary>
    internal static RouteHandlerBuilder Removes(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new TakesIfMatch());

    /// <summary>Does something with one that is there, if it has the version of an If-Match.</summary>
    internal static RouteHandlerBuilder Acts(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new TakesIfMatch());

    /// <summary>Reads one of what the list has: takes <c>fields</c>, what can be embedded, and an If-None-Match.</summary>
    internal static RouteHandlerBuilder Reads(this RouteHandlerBuilder endpoint, ListDefinition definition) =>
        endpoint.WithMetadata(new ReadsOne(definition));

    /// <summary>Takes a parameter in the query, which arrives as a text.</summary>
    internal static RouteHandlerBuilder Takes(
        this RouteHandlerBuilder endpoint,
        string name,
        JsonSchemaType type,
        string format,
        string description) => endpoint.WithMetadata(new TakesQuery(name, type, format, description));

    /// <summary>Takes the parameters of a list.</summary>
    internal static RouteHandlerBuilder Lists(this RouteHandlerBuilder endpoint, ListDefinition definition) =>
        endpoint.WithMetadata(definition);

    /// <summary>Says what it does in a line.</summary>
    internal static RouteHandlerBuilder Says(this RouteHandlerBuilder endpoint, string summary) => endpoint.WithSummary(summary);
}

/// <summary>The endpoint honours Idempotency-Key.</summary>
internal sealed record TakesIdempotencyKey;

/// <summary>The endpoint honours If-Match.</summary>
internal sealed record TakesIfMatch;

/// <summary>The endpoint reads one of what the list has.</summary>
internal sealed record ReadsOne(ListDefinition Definition);

/// <summary>The endpoint takes a parameter in the query.</summary>
internal sealed record TakesQuery(string Name, JsonSchemaType Type, string Format, string Description);

/// <summary>The endpoint answers with an entity and its ETag.</summary>
internal sealed record AnswersEntity;

/// <summary>The endpoint may answer with a link to the approval that what was created waits for.</summary>
internal sealed record LinksApproval;

/// <summary>The endpoint answers with a 204.</summary>
internal sealed record AnswersNothing;
