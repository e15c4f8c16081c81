using System.Globalization;
using System.Text.Json.Nodes;
using Enterprise.Api.Authentication;
using Enterprise.Api.Problems;
using Enterprise.Api.Requests;
using Enterprise.Core.Listing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Says of each operation what its metadata tells: headers, the parameters of lists, problems, security.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId ??= HandlerName(metadata);
        operation.Parameters ??= [];
        var isAnonymous = metadata.OfType<IAllowAnonymous>().Any();
        var problems = new List<ProblemKind>();
        if (!isAnonymous)
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(DocumentTransformer.Security, context.Document)] = [],
                },
            ];
            operation.Parameters.Add(Header(
                CallMiddleware.BreakGlassHeader,
                "Why an administrator has to see past domain and network restrictions. It is audited."));
            problems.AddRange([ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.TooManyRequests]);
        }

        if (metadata.OfType<ListDefinition>().LastOrDefault() is { } list)
            DescribeList(operation, list, problems);
        else if (HttpMethods.IsGet(context.Description.HttpMethod!) && !isAnonymous)
            DescribeItem(operation, problems);
        if (metadata.OfType<TakesIdempotencyKey>().Any())
        {
            operation.Parameters.Add(Header(
                "Idempotency-Key",
                "Makes the creation repeatable: a repeat within 24 hours answers with what the first one created."));
            DescribeBody(operation, problems);
        }

        if (metadata.OfType<TakesIfMatch>().Any())
        {
            operation.Parameters.Add(Header("If-Match", "The ETag of the version that is expected."));
            problems.AddRange([ProblemKind.PreconditionFailed, ProblemKind.Conflict]);
            if (operation.RequestBody is not null)
                DescribeBody(operation, problems);
        }

        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal) || operation.RequestBody is not null)
            problems.Add(ProblemKind.NotFound);
        problems.Add(ProblemKind.Unavailable);
        await Answer(operation, context, problems, cancellationToken);
    }

    private static string? HandlerName(IList<object> metadata) =>
        metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
        ?? metadata.OfType<System.Reflection.MethodInfo>().LastOrDefault()?.Name;

    private static void DescribeBody(OpenApiOperation operation, List<ProblemKind> problems)
    {
        if (operation.RequestBody is OpenApiRequestBody body)
            body.Required = true;
        problems.AddRange(
        [
            ProblemKind.Unreadable,
            ProblemKind.Conflict,
            ProblemKind.TooLarge,
            ProblemKind.UnsupportedMediaType,
            ProblemKind.Invalid,
        ]);
    }

    private static void DescribeItem(OpenApiOperation operation, List<ProblemKind> problems)
    {
        operation.Parameters!.Add(Header("If-None-Match", "The ETag of a version that the caller has: 304 when it is current."));
        operation.Parameters.Add(Query("fields", "Only these fields, separated by commas.", JsonSchemaType.String));
        problems.Add(ProblemKind.Invalid);
    }

    private static void DescribeList(OpenApiOperation operation, ListDefinition list, List<ProblemKind> problems)
    {
        var parameters = operation.Parameters!;
        parameters.Add(Query("limit", "How many items a page has.", JsonSchemaType.Integer, schema =>
        {
            schema.Minimum = "1";
            schema.Maximum = ListDefinition.LargestLimit.ToString(CultureInfo.InvariantCulture);
            schema.Default = JsonValue.Create(ListDefinition.DefaultLimit);
        }));
        parameters.Add(Query("cursor", "Where the page starts: taken from next_link.", JsonSchemaType.String));
        parameters.Add(Query(
            "sort",
            $"Fields to sort by, a minus for descending: {string.Join(", ", list.Sorts.Select(sort => sort.Name))}.",
            JsonSchemaType.String));
        parameters.Add(Query("fields", "Only these fields of each item, separated by commas.", JsonSchemaType.String));
        if (list.Expansions.Count > 0)
        {
            parameters.Add(Query(
                "expand",
                $"Related entities to embed, separated by commas: {string.Join(", ", list.Expansions)}.",
                JsonSchemaType.String));
        }

        foreach (var filter in list.Filters)
            parameters.Add(Describe(filter));
        problems.Add(ProblemKind.Invalid);
    }

    private static OpenApiParameter Describe(ListFilter filter)
    {
        if (filter.TakesSeveral)
        {
            return new OpenApiParameter
            {
                Name = filter.Name,
                In = ParameterLocation.Query,
                Description = filter.Description,
                Style = ParameterStyle.Form,
                Explode = false,
                Schema = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    MaxItems = ListFilter.MostValues,
                    Items = ValueSchema(filter),
                },
            };
        }

        return new OpenApiParameter
        {
            Name = filter.Name,
            In = ParameterLocation.Query,
            Description = filter.Description,
            Schema = ValueSchema(filter),
        };
    }

    private static OpenApiSchema ValueSchema(ListFilter filter)
    {
        var schema = filter.Type switch
        {
            FilterType.Integer => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64" },
            FilterType.Number => new OpenApiSchema { Type = JsonSchemaType.Number, Format = "double" },
            FilterType.Boolean => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            FilterType.Date => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
            FilterType.Time => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };
        if (filter.Values is { } values)
            schema.Enum = [.. values.Select(value => (JsonNode)value)];
        return schema;
    }

    private static async Task Answer(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        List<ProblemKind> problems,
        CancellationToken cancellationToken)
    {
        operation.Responses ??= [];
        foreach (var response in operation.Responses.Values.OfType<OpenApiResponse>())
        {
            if (response.Content is { Count: > 0 } && !context.Description.RelativePath!.StartsWith("health", StringComparison.Ordinal))
                response.Headers = new Dictionary<string, IOpenApiHeader> { ["ETag"] = HeaderOf("The version.") };
        }

        if (operation.Responses.TryGetValue("201", out var created) && created.Headers is { } headers)
            headers["Location"] = HeaderOf("Where the new resource is.");
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        context.Document!.Components ??= new OpenApiComponents();
        context.Document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        context.Document.Components.Schemas.TryAdd(nameof(Problem), problem);
        foreach (var kind in problems.DistinctBy(kind => kind.Status).OrderBy(kind => kind.Status))
        {
            operation.Responses[kind.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = kind.Title,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
                },
            };
        }
    }

    private static OpenApiHeader HeaderOf(string description) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private static OpenApiParameter Header(string name, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Query(
        string name,
        string description,
        JsonSchemaType type,
        Action<OpenApiSchema>? adjust = null)
    {
        var schema = new OpenApiSchema { Type = type };
        adjust?.Invoke(schema);
        return new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema };
    }
}
