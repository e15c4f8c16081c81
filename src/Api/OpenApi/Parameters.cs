using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Core.Listing;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>The parameters that operations share, described.</summary>
internal static class Parameters
{
    internal static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    internal static OpenApiParameter Query(string name, string description, IOpenApiSchema schema) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = schema,
    };

    internal static OpenApiParameter Fields() => Names(
        "fields",
        "The fields to return: the response then lacks all others, including required ones.");

    /// <summary>The parameter <c>expand</c>; none where nothing can be embedded.</summary>
    internal static IEnumerable<OpenApiParameter> Expand(ListDefinition definition) => definition.Expansions.Count == 0
        ? []
        : [Names("expand", $"Related entities to embed: {string.Join(", ", definition.Expansions)}.")];

    /// <summary>The query parameters of a list.</summary>
    internal static IEnumerable<OpenApiParameter> Of(ListDefinition definition, OpenApiDocument? document) =>
    [
        Query("limit", "The largest number of items in a page.", new OpenApiSchema
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = "1",
            Maximum = ListDefinition.LargestLimit.ToString(CultureInfo.InvariantCulture),
            Default = JsonValue.Create(ListDefinition.DefaultLimit),
        }),
        Query("cursor", "The position at which the page starts, taken from next_link.", Text()),
        Names(
            "sort",
            $"The fields to sort by, descending with a leading minus: {Sorts(definition)}. "
                + "Several fields only in an order that an index serves."),
        Fields(),
        .. Expand(definition),
        .. definition.Filters.Select(filter => Filter(filter, document)),
    ];

    internal static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter Filter(ListFilter filter, OpenApiDocument? document) => filter.TakesSeveral
        ? List(filter.Name, filter.Description, ValueSchema(filter, document), ListFilter.MostValues)
        : Query(filter.Name, filter.Description, ValueSchema(filter, document));

    private static string Sorts(ListDefinition definition) =>
        string.Join(", ", definition.Sorts.Select(sort => sort.Name));

    private static OpenApiParameter Names(string name, string description) =>
        List(name, description, Text(), most: null);

    /// <summary>Values in one parameter, separated by commas.</summary>
    private static OpenApiParameter List(string name, string description, IOpenApiSchema item, int? most) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Style = ParameterStyle.Form,
        Explode = false,
        Schema = new OpenApiSchema { Type = JsonSchemaType.Array, MaxItems = most, Items = item },
    };

    private static IOpenApiSchema ValueSchema(ListFilter filter, OpenApiDocument? document)
    {
        if (filter.Enumerated is { } enumeration)
            return new OpenApiSchemaReference(enumeration.Name, document);
        return filter.Type switch
        {
            FilterType.Integer => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            FilterType.Number => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            FilterType.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            FilterType.Date => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
            FilterType.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ => Text(),
        };
    }
}
