using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Enterprise.Api.OpenApi;

/// <summary>Says what holds for the whole API.</summary>
internal sealed class DocumentTransformer : IOpenApiDocumentTransformer
{
    internal const string Security = "bearer";

    private static readonly Dictionary<string, string> _tags = new()
    {
        ["Projects"] = "What is owned, budgeted, approved, released and audited.",
        ["Users"] = "People and their roles.",
        ["Tokens"] = "API tokens: people have their own, administrators anybody's.",
        ["Teams"] = "Teams and their members, who own projects together.",
        ["Notifications"] = "Where people and teams are told of what happens: Slack, Teams, e-mail.",
        ["Environments"] = "Where a project's versions run, and what runs there since when.",
        ["Releases"] = "A project's versions: draft, then released, then perhaps rolled back.",
        ["Deployments"] = "Attempts to bring a version to an environment.",
        ["Approvals"] = "What waits for a decision, who decides, and what was decided.",
        ["Approval policies"] = "Which changes of which projects need whose approval.",
        ["Delegations"] = "Who decides approvals in whose place, and for how long.",
        ["Reviews"] = "Whether a project is still as it should be: when that is asked next, and what was answered.",
        ["Audit"] = "Who did what when and from where, in hash chains that show every tampering.",
        ["Health"] = "Whether the process runs, and whether it can answer.",
    };

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
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
                What the caller may not see answers as if it did not exist. Errors are problem documents (RFC 9457)
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
