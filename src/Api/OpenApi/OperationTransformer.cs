using Enterprise.Api.Authentication;
using Enterprise.Api.Modules;
using Enterprise.Api.Problems;
using Enterprise.Api.Requests;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes each operation by its endpoint's metadata.</summary>
internal sealed class OperationTransformer(IEnumerable<ApiModule> modules) : IOpenApiOperationTransformer
{
    private static readonly ProblemKind[] _authenticated =
        [ProblemKind.Unauthenticated, ProblemKind.Forbidden, ProblemKind.Invalid, ProblemKind.TooManyRequests];

    private static readonly ProblemKind[] _withBody =
    [
        ProblemKind.Unreadable,
        ProblemKind.NotFound,
        ProblemKind.Conflict,
        ProblemKind.TooLarge,
        ProblemKind.UnsupportedMediaType,
    ];

    public async Task TransformAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var path = context.Description.RelativePath!;
        operation.OperationId ??= HandlerName(metadata);
        operation.Parameters ??= [];
        OperationParameters.DescribePath(operation, path);

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
            problems.AddRange(_authenticated);
            if (metadata.OfType<BreakGlassMetadata>().Any())
                OperationParameters.AddBreakGlass(operation);
        }

        if (operation.Parameters.Any(parameter => parameter.Name?.EndsWith("id", StringComparison.Ordinal) == true))
            problems.Add(ProblemKind.NotFound);
        if (operation.RequestBody is OpenApiRequestBody body)
        {
            DescribeBody(body, context);
            problems.AddRange(_withBody);
        }

        if (metadata.OfType<IfMatchMetadata>().Any())
            problems.AddRange([ProblemKind.PreconditionFailed, ProblemKind.Conflict]);

        OperationParameters.AddDeclared(operation, metadata, context.Document);
        OperationResponses.DescribeSuccess(operation, metadata);
        await OperationResponses.AddProblems(operation, context, problems, cancellationToken);
    }

    private static string? HandlerName(IList<object> metadata) =>
        metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
        ?? metadata.OfType<System.Reflection.MethodInfo>().LastOrDefault()?.Name;

    /// <summary>A merge patch has a schema of its own, in which nothing is required.</summary>
    private void DescribeBody(OpenApiRequestBody body, OpenApiOperationTransformerContext context)
    {
        body.Required = true;
        if (!HttpMethods.IsPatch(context.Description.HttpMethod!))
            return;
        var accepts = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().Last();
        var name = modules.SelectMany(module => module.Patches)
            .Single(patch => patch.Type == accepts.RequestType).Name;
        foreach (var content in body.Content!.Values.OfType<OpenApiMediaType>())
            content.Schema = new OpenApiSchemaReference(name, context.Document);
    }
}
