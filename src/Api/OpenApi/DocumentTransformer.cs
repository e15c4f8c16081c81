using Enterprise.Api.Modules;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes the API as a whole.</summary>
internal sealed class DocumentTransformer(IEnumerable<ApiModule> modules) : IOpenApiDocumentTransformer
{
    internal const string Security = "bearer";

    public Task TransformAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Enterprise",
            Version = "1",
            Description = """
                The governance backend of an AI-agent platform: who owns a project, who may see it, what was released
                where, and the proof of all of it.

                Paths are the same with and without a trailing slash. Lists come in pages: `next_link` leads to the
                next one and is absent on the last. Entities have an `ETag`, which `If-Match` and `If-None-Match` take.
                What the caller may not see is answered as if it did not exist. Errors are problem documents (RFC 9457)
                with a stable `type`, a `trace_id`, and `errors` by field.
                """,
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = modules
            .SelectMany(module => module.Tags)
            .Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
            .ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Security] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API token, or a JWT of the configured issuer.",
            },
        };
        return Task.CompletedTask;
    }
}
