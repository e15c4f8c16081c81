using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Describes the API as a whole.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    internal const string Security = "bearer";

    private static readonly Dictionary<string, string> _tags = new()
    {
        ["Projects"] = "Projects: their ownership, budget, classification and life cycle.",
        ["Users"] = "Users and their roles.",
        ["Tokens"] = "API tokens. Users manage their own, administrators anybody's.",
        ["Teams"] = "Teams and their members, who own projects together.",
        ["Notifications"] = "The channels on which people and teams are notified, and the deliveries on them.",
        ["Environments"] = "The environments of a project, and the version deployed in each.",
        ["Releases"] = "The versions of a project: drafts, released ones, and those rolled back.",
        ["Deployments"] = "Deployments of versions to environments, and their outcome.",
        ["Approvals"] = "Requests for approval, their approvers, and the decisions made.",
        ["Approval policies"] = "Rules on which changes of which projects require whose approval.",
        ["Delegations"] = "Who decides approvals on behalf of whom, and for how long.",
        ["Reviews"] = "Periodic reviews of projects: when the next one is due, and the outcome of the last ones.",
        ["Audit"] = "The audit trail: who did what, when and from where, in hash chains that reveal tampering.",
        ["Health"] = "Whether the process runs, and whether it can serve requests.",
    };

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
        document.Tags = _tags
            .Select(tag => new OpenApiTag { Name = tag.Key, Description = tag.Value })
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
