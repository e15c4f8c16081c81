using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals.Process;
using Enterprise.Core.AuditTrail;
using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Enterprise.Core.Projects;
using Enterprise.Core.Projects.Governance;
using Enterprise.Core.Serialization;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Enterprise.Api.Projects;

internal static class ProjectEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/projects").WithTags("Projects").WithBreakGlass();
        group.MapPost("/", CreateProject).WithBody<ProjectFields>().WithIdempotencyKey().WithApprovalLink()
            .WithSummary("Creates a project. One that a developer or an agent creates requires approval.");
        group.MapGet("/", ListProjects).WithListQuery(ProjectList.Definition)
            .WithSummary("Lists the projects that the caller can see.");
        group.MapGet("/{id:long}", GetProject).WithItemQuery(ProjectList.Definition)
            .WithQueryParameter(
                "as_of",
                JsonSchemaType.String,
                "date-time",
                "The time as of which to return the project; the current time by default.")
            .WithSummary("Returns a project as it is, or as it was at a given time.");
        group.MapPut("/{id:long}", ReplaceProject).WithBody<ProjectFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of a project; a field that is left out gets its default.");
        group.MapPatch("/{id:long}", UpdateProject).WithMergePatch<ProjectFields>().WithIfMatch()
            .WithSummary("Changes fields of a project by a JSON merge patch.");
        group.MapDelete("/{id:long}", ArchiveProject).WithIfMatch()
            .WithSummary("Archives a project. It stays readable and is never deleted.");
    }

    private static async Task<CreatedDocumentResult<Project>> CreateProject(
        HttpContext http,
        ProjectService projects,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<ProjectFields>(http);
        var created = await projects.Create(http.Call(), fields, key, cancellationToken);
        if (created.ApprovalId is { } approval)
            http.Response.Headers.Link = $"<{ApprovalDocuments.Path(approval)}>; rel=\"approval\"";
        var location = $"/projects/{Ids.Text(created.Project.Value.Id)}";
        return new CreatedDocumentResult<Project>(created.Project, location);
    }

    private static async Task<PageResult<Project>> ListProjects(
        HttpContext http,
        ProjectReader projects,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ProjectList.Definition);
        return new PageResult<Project>(await projects.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Project>> GetProject(
        HttpContext http,
        long id,
        [FromQuery(Name = "as_of")] string? asOf,
        ProjectReader projects,
        ProjectHistory history,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ProjectList.Definition, "as_of");
        if (asOf is null)
            return new DocumentResult<Project>(await projects.Get(http.Call(), id, cancellationToken), shape);
        if (!UtcTimestampConverter.TryParse(asOf, out var time))
            throw RefusedException.Invalid("as_of", "Expected an RFC 3339 date and time with an offset.");
        var past = await history.AsOf(http.Call(), id, time, cancellationToken);
        return new DocumentResult<Project>(past, shape);
    }

    private static async Task<ChangeResult<Project>> ReplaceProject(
        HttpContext http,
        long id,
        ProjectService projects,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadReplacement(http), projects, cancellationToken);

    private static async Task<ChangeResult<Project>> UpdateProject(
        HttpContext http,
        long id,
        ProjectService projects,
        CancellationToken cancellationToken) =>
        await Apply(http, id, await RequestBody.ReadMergePatch(http), projects, cancellationToken);

    private static async Task<ChangeResult<Project>> Apply(
        HttpContext http,
        long id,
        Edit edit,
        ProjectService projects,
        CancellationToken cancellationToken) =>
        new(await projects.Update(http.Call(), id, edit, EntityTags.IfMatch(http), cancellationToken));

    private static async Task<RemovalResult<Project>> ArchiveProject(
        HttpContext http,
        long id,
        ProjectService projects,
        CancellationToken cancellationToken) =>
        new(await projects.Archive(http.Call(), id, EntityTags.IfMatch(http), cancellationToken));
}
