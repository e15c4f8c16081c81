using Enterprise.Core.Listing;
using Microsoft.OpenApi;

namespace Enterprise.Api.Requests;

/// <summary>Metadata: the endpoint honours Idempotency-Key.</summary>
internal sealed record IdempotencyKeyMetadata;

/// <summary>Metadata: the endpoint honours If-Match.</summary>
internal sealed record IfMatchMetadata;

/// <summary>Metadata: the endpoint takes the query parameters of one item of the list.</summary>
internal sealed record ItemQueryMetadata(ListDefinition Definition);

/// <summary>Metadata: the endpoint takes the query parameters of the list.</summary>
internal sealed record ListQueryMetadata(ListDefinition Definition);

/// <summary>Metadata: the endpoint takes a query parameter of its own.</summary>
internal sealed record QueryParameterMetadata(string Name, JsonSchemaType Type, string Format, string Description);
