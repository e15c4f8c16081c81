using System.Globalization;
using Enterprise.Api.Problems;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes the responses of operations.</summary>
internal static class OperationResponses
{
    internal static void DescribeSuccess(OpenApiOperation operation, IList<object> metadata)
    {
        var responses = operation.Responses ??= [];
        var isList = metadata.OfType<ListQueryMetadata>().Any();
        var isEntity = metadata.OfType<EntityTagMetadata>().Any();
        if (responses.TryGetValue("200", out var ok))
            ok.Description = isList ? "A page of the list." : isEntity ? "The current version." : "The result.";
        if (responses.TryGetValue("201", out var created))
        {
            created.Description = "The created resource.";
            AddHeader(created, "Location", "The path of the created resource.");
        }

        if (metadata.OfType<ApprovalLinkMetadata>().Any())
        {
            AddHeader(
                responses["201"],
                "Link",
                "The approval that the resource waits for, as rel=\"approval\"; absent where none is required.");
        }

        if (responses.TryGetValue("202", out var waiting))
        {
            waiting.Description = "The approval that the change waits for; nothing has changed yet.";
            AddHeader(waiting, "Location", "The path of the approval.");
            AddHeader(waiting, "ETag", "The approval's version.");
        }

        if (responses.TryGetValue("204", out var done))
            done.Description = "Success, without a body.";

        if (isEntity)
        {
            foreach (var response in responses.Values)
                AddHeader(response, "ETag", "The version, for If-Match and If-None-Match.");
        }

        if (isList)
            AddHeader(responses["200"], "Link", "The next page, as rel=\"next\"; absent on the last page.");
        if (metadata.OfType<ItemQueryMetadata>().Any())
        {
            responses["304"] = new OpenApiResponse { Description = "The caller has the current version." };
            AddHeader(responses["304"], "ETag", "The version.");
        }
    }

    internal static async Task AddProblems(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        IReadOnlyList<ProblemKind> problems,
        CancellationToken cancellationToken)
    {
        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        var components = context.Document!.Components ??= new OpenApiComponents();
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        components.Schemas.TryAdd(nameof(Problem), problem);
        foreach (var kind in problems.Distinct().OrderBy(kind => kind.Status))
        {
            var response = new OpenApiResponse
            {
                Description = kind.Title,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [ProblemResponse.MediaType] = new()
                    {
                        Schema = new OpenApiSchemaReference(nameof(Problem), context.Document),
                    },
                },
            };
            if (kind == ProblemKind.Unauthenticated)
                AddHeader(response, "WWW-Authenticate", "The authentication scheme: Bearer.");
            if (kind == ProblemKind.TooManyRequests || kind == ProblemKind.Unavailable)
                AddHeader(response, "Retry-After", "The number of seconds to wait before a retry.");
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
