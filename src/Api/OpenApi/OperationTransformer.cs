using System.Globalization;
using Enterprise.Api.Authentication;
using Enterprise.Api.Problems;
using Enterprise.Api.Requests;
using Enterprise.Core.Listing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Says of each operation what its metadata tells: parameters, headers, answers, problems, security.</summary>
internal sealed class OperationTransformer : IOpenApiOperationTransformer
{
    private static readonly ProblemKind[] _ofEveryCaller =
        [ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.Invalid, ProblemKind.TooManyRequests];

    private static readonly ProblemKind[] _ofABody =
        [ProblemKind.Unreadable, ProblemKind.NotFound, ProblemKind.Conflict, ProblemKind.TooLarge, ProblemKind.UnsupportedMediaType];

    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath!;
        operation.OperationId ??= HandlerName(metadata);
        operation.Parameters ??= [];
        DescribePath(operation, path);

        var problems = new List<ProblemKind> { ProblemKind.Unavailable };
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference(DocumentTransformer.Security, context.Document)] = [],
                },
            ];
            problems.AddRange(_ofEveryCaller);
            if (ConcernsProjects(path))
            {
                operation.Parameters.Add(Parameters.Header(
                    CallMiddleware.BreakGlassHeader,
                    "Why an administrator has to see past domain and network restrictions. It is audited."));
            }
        }

        if (operation.Parameters.Any(parameter => parameter.Name?.EndsWith("id", StringComparison.Ordinal) == true))
            problems.Add(ProblemKind.NotFound);
        if (operation.RequestBody is OpenApiRequestBody body)
        {
            DescribeBody(body, context);
            problems.AddRange(_ofABody);
        }

        DescribeTakes(operation, context, problems);
        DescribeAnswers(operation, metadata);
        await DescribeProblems(operation, context, problems, cancellationToken);
    }

    private static string? HandlerName(IList<object> metadata) =>
        metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
        ?? metadata.OfType<System.Reflection.MethodInfo>().LastOrDefault()?.Name;

    private static bool ConcernsProjects(string path) =>
        path.Split('/')[0] is "projects" or "approvals" or "environments" or "releases" or "deployments" or "reviews" or "audit-logs";

    private static void DescribePath(OpenApiOperation operation, string path)
    {
        foreach (var parameter in operation.Parameters!.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
        {
            var name = parameter.Name!;
            parameter.Description = name switch
            {
                "id" => $"The {Singular(path.Split('/')[0])}'s id.",
                _ when name.EndsWith("_id", StringComparison.Ordinal) => $"The {name[..^"_id".Length]}'s id.",
                _ => $"The {name}'s name.",
            };
        }
    }

    /// <summary><c>approval-policies</c> as <c>approval policy</c>.</summary>
    private static string Singular(string resource) =>
        (resource.EndsWith("ies", StringComparison.Ordinal) ? $"{resource[..^3]}y" : resource.TrimEnd('s')).Replace('-', ' ');

    /// <summary>A merge patch has a schema of its own, in which nothing is required.</summary>
    private static void DescribeBody(OpenApiRequestBody body, OpenApiOperationTransformerContext context)
    {
        body.Required = true;
        if (!HttpMethods.IsPatch(context.Description.HttpMethod!))
            return;
        var type = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Last().RequestType;
        var name = Bodies.Patches.Single(patch => patch.Type == type).Name;
        foreach (var content in body.Content!.Values.OfType<OpenApiMediaType>())
            content.Schema = new OpenApiSchemaReference(name, context.Document);
    }

    private static void DescribeTakes(OpenApiOperation operation, OpenApiOperationTransformerContext context, List<ProblemKind> problems)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var parameters = operation.Parameters!;
        if (metadata.OfType<ListDefinition>().LastOrDefault() is { } list)
        {
            foreach (var parameter in Parameters.Of(list, context.Document))
                parameters.Add(parameter);
        }

        if (metadata.OfType<ReadsOne>().LastOrDefault() is { } one)
        {
            parameters.Add(Parameters.Header("If-None-Match", "The ETag of a version that the caller has: 304 when it is current."));
            parameters.Add(Parameters.Fields());
            foreach (var parameter in Parameters.Expand(one.Definition))
                parameters.Add(parameter);
        }

        foreach (var parameter in metadata.OfType<TakesQuery>())
        {
            var known = parameters.OfType<OpenApiParameter>().Single(candidate => candidate.Name == parameter.Name);
            known.Description = parameter.Description;
            known.Schema = new OpenApiSchema { Type = parameter.Type, Format = parameter.Format };
        }

        if (metadata.OfType<TakesIdempotencyKey>().Any())
        {
            parameters.Add(Parameters.Header(
                "Idempotency-Key",
                "Makes the creation repeatable: a repeat within 24 hours answers with what the first one created."));
        }

        if (metadata.OfType<TakesIfMatch>().Any())
        {
            parameters.Add(Parameters.Header("If-Match", "The ETag of the version that is expected."));
            problems.AddRange([ProblemKind.PreconditionFailed, ProblemKind.Conflict]);
        }
    }

    private static void DescribeAnswers(OpenApiOperation operation, IList<object> metadata)
    {
        var responses = operation.Responses ??= [];
        var isEntity = metadata.OfType<AnswersEntity>().Any();
        if (metadata.OfType<AnswersNothing>().Any())
        {
            responses.Remove("200");
            responses["204"] = new OpenApiResponse { Description = "Done." };
        }

        if (responses.TryGetValue("200", out var ok))
            ok.Description = metadata.OfType<ListDefinition>().Any() ? "A page of the list." : "As it is now.";
        if (responses.TryGetValue("201", out var created))
        {
            created.Description = "As it was created.";
            AddHeader(created, "Location", "Where it is.");
        }

        if (metadata.OfType<LinksApproval>().Any())
            AddHeader(responses["201"], "Link", "The approval that it waits for, as rel=\"approval\"; absent where it needs none.");
        if (responses.TryGetValue("202", out var waiting))
        {
            waiting.Description = "It waits for this approval; nothing of it has changed.";
            AddHeader(waiting, "Location", "Where the approval is.");
            AddHeader(waiting, "ETag", "The approval's version.");
        }

        if (isEntity)
        {
            foreach (var answer in responses.Values)
                AddHeader(answer, "ETag", "The version, for If-Match and If-None-Match.");
        }

        if (metadata.OfType<ListDefinition>().Any())
            AddHeader(responses["200"], "Link", "The next page, as rel=\"next\"; absent on the last.");
        if (metadata.OfType<ReadsOne>().Any())
        {
            responses["304"] = new OpenApiResponse { Description = "The caller has the current version." };
            AddHeader(responses["304"], "ETag", "The version.");
        }
    }

    private static async Task DescribeProblems(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        List<ProblemKind> problems,
        CancellationToken cancellationToken)
    {
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        context.Document!.Components ??= new OpenApiComponents();
        context.Document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        context.Document.Components.Schemas.TryAdd(nameof(Problem), problem);
        foreach (var kind in problems.Distinct().OrderBy(kind => kind.Status))
        {
            var response = new OpenApiResponse
            {
                Description = kind.Title,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemResponse.MediaType] = new() { Schema = new OpenApiSchemaReference(nameof(Problem), context.Document) },
                },
            };
            if (kind == ProblemKind.Unauthenticated)
                AddHeader(response, "WWW-Authenticate", "The scheme: Bearer.");
            if (kind == ProblemKind.TooManyRequests || kind == ProblemKind.Unavailable)
                AddHeader(response, "Retry-After", "After how many seconds to try again.");
            operation.Responses![kind.Status.ToString(CultureInfo.InvariantCulture)] = response;
        }
    }

    private static void AddHeader(IOpenApiResponse response, string name, string description)
    {
        var described = (OpenApiResponse)response;
        described.Headers ??= new Dictionary<string, IOpenApiHeader>();
        described.Headers[name] = new OpenApiHeader { Description = description, Schema = Parameters.Text() };
    }
}
