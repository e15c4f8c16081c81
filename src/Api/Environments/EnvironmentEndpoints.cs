using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Editing;
using Enterprise.Core.Environments;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Environments;

internal static class EnvironmentEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/environments/", CreateEnvironment).WithTags("Environments").WithBreakGlass()
            .WithBody<NewEnvironment>().WithIdempotencyKey()
            .WithSummary("Creates an environment of a project.");
        var group = routes.MapGroup("/projects/{id:long}/environments").WithTags("Environments").WithBreakGlass();
        group.MapGet("/", ListEnvironments).WithListQuery(EnvironmentDocuments.List)
            .WithSummary("Lists a project's environments.");
        group.MapGet("/{environment_id:long}", GetEnvironment).WithItemQuery(EnvironmentDocuments.List)
            .WithSummary("Returns an environment.");
        group.MapPut("/{environment_id:long}", ReplaceEnvironment).WithBody<EnvironmentFields>().WithIfMatch()
            .WithSummary("Replaces the writable fields of an environment.");
        group.MapPatch("/{environment_id:long}", UpdateEnvironment).WithMergePatch<EnvironmentFields>().WithIfMatch()
            .WithSummary("Changes fields of an environment by a JSON merge patch.");
        group.MapDelete("/{environment_id:long}", DeleteEnvironment).WithIfMatch()
            .WithSummary("Deletes an environment; its deployments stay in the history.");
    }

    private static async Task<CreatedDocumentResult<ProjectEnvironment>> CreateEnvironment(
        HttpContext http,
        EnvironmentService environments,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<NewEnvironment>(http);
        var environment = await environments.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<ProjectEnvironment>(
            environment,
            $"/projects/{Ids.Text(environment.Value.ProjectId)}/environments/{Ids.Text(environment.Value.Id)}");
    }

    private static async Task<PageResult<ProjectEnvironment>> ListEnvironments(
        HttpContext http,
        long id,
        EnvironmentService environments,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, EnvironmentDocuments.List);
        var page = await environments.List(http.Call(), id, query.Page, cancellationToken);
        return new PageResult<ProjectEnvironment>(page, query);
    }

    private static async Task<DocumentResult<ProjectEnvironment>> GetEnvironment(
        HttpContext http,
        long id,
        [FromRoute(Name = "environment_id")] long environmentId,
        EnvironmentService environments,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, EnvironmentDocuments.List);
        var environment = await environments.Get(http.Call(), id, environmentId, cancellationToken);
        return new DocumentResult<ProjectEnvironment>(environment, shape);
    }

    private static async Task<DocumentResult<ProjectEnvironment>> ReplaceEnvironment(
        HttpContext http,
        long id,
        [FromRoute(Name = "environment_id")] long environmentId,
        EnvironmentService environments,
        CancellationToken cancellationToken) =>
        await Apply(http, id, environmentId, await RequestBody.ReadReplacement(http), environments, cancellationToken);

    private static async Task<DocumentResult<ProjectEnvironment>> UpdateEnvironment(
        HttpContext http,
        long id,
        [FromRoute(Name = "environment_id")] long environmentId,
        EnvironmentService environments,
        CancellationToken cancellationToken) =>
        await Apply(http, id, environmentId, await RequestBody.ReadMergePatch(http), environments, cancellationToken);

    private static async Task<DocumentResult<ProjectEnvironment>> Apply(
        HttpContext http,
        long id,
        long environmentId,
        Edit edit,
        EnvironmentService environments,
        CancellationToken cancellationToken) =>
        new(await environments.Update(
            http.Call(),
            id,
            environmentId,
            edit,
            EntityTags.IfMatch(http),
            cancellationToken));

    private static async Task<NoBodyResult> DeleteEnvironment(
        HttpContext http,
        long id,
        [FromRoute(Name = "environment_id")] long environmentId,
        EnvironmentService environments,
        CancellationToken cancellationToken)
    {
        await environments.Delete(http.Call(), id, environmentId, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
