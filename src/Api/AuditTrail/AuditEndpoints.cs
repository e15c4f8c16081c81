using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Enterprise.Api.AuditTrail;

internal static class AuditEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/audit-logs").WithTags("Audit").WithBreakGlass();
        group.MapGet("/", ListAuditLogs).WithListQuery(AuditDocuments.List)
            .WithSummary("Lists the entries of the organisation's audit trail, newest first. Reading it is audited.");
        group.MapGet("/verify", VerifyAuditLogs)
            .WithQueryParameter(
                "project_id",
                JsonSchemaType.Integer,
                "int64",
                "The project whose chain to verify; all chains by default.")
            .WithSummary("Verifies the hash chains of the audit trail: all of them, or one project's.");
        routes.MapGet("/projects/{id:long}/audit-logs", ListProjectAuditLogs).WithTags("Audit").WithBreakGlass()
            .WithListQuery(AuditDocuments.List)
            .WithSummary("Lists the entries of a project's audit trail, newest first.");
    }

    private static async Task<PageResult<AuditEntry>> ListAuditLogs(
        HttpContext http,
        AuditService audit,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, AuditDocuments.List);
        return new PageResult<AuditEntry>(
            await audit.List(http.Call(), query.Page, query.Parameters(), cancellationToken),
            query);
    }

    private static async Task<PageResult<AuditEntry>> ListProjectAuditLogs(
        HttpContext http,
        long id,
        AuditService audit,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, AuditDocuments.List);
        var page = await audit.ListOfProject(http.Call(), id, query.Page, cancellationToken);
        return new PageResult<AuditEntry>(page, query);
    }

    private static async Task<ValueResult<AuditVerification>> VerifyAuditLogs(
        HttpContext http,
        [FromQuery(Name = "project_id")] string? projectId,
        AuditService audit,
        CancellationToken cancellationToken)
    {
        if (http.Request.Query.Keys.FirstOrDefault(name => name != "project_id") is { } unknown)
            throw RefusedException.Invalid(unknown, "There is no such parameter.");
        long? project = null;
        if (projectId is not null)
        {
            project = long.TryParse(projectId, out var id)
                ? id
                : throw RefusedException.Invalid("project_id", "Expected an integer.");
        }

        return new ValueResult<AuditVerification>(await audit.Verify(http.Call(), project, cancellationToken));
    }
}
