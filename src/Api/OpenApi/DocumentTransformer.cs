using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Says what holds for the whole API.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    internal const string Security = "bearer";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Enterprise",
            Version = "1",
            Description = "The governance backend of an AI-agent platform: who owns a project, who may see it, "
                + "what was released where, and the proof of all of it.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
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
