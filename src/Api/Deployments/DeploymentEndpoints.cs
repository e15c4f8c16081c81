using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Deployments;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Deployments;

internal static class DeploymentEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/deployments/", CreateDeployment).WithTags("Deployments").WithBreakGlass()
            .WithBody<NewDeployment>().WithIdempotencyKey()
            .WithSummary("Creates a deployment of a project.");
        var group = routes.MapGroup("/projects/{id:long}/deployments").WithTags("Deployments").WithBreakGlass();
        group.MapGet("/", ListDeployments).WithListQuery(DeploymentDocuments.List)
            .WithSummary("Lists a project's deployments.");
        group.MapGet("/{deployment_id:long}", GetDeployment).WithItemQuery(DeploymentDocuments.List)
            .WithSummary("Returns a deployment.");
        group.MapPatch("/{deployment_id:long}", UpdateDeployment).WithMergePatch<DeploymentProgress>().WithIfMatch()
            .WithSummary("Updates the progress of a deployment by a JSON merge patch.");
    }

    private static async Task<CreatedDocumentResult<Deployment>> CreateDeployment(
        HttpContext http,
        DeploymentService deployments,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<NewDeployment>(http);
        var deployment = await deployments.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<Deployment>(
            deployment,
            $"/projects/{Ids.Text(deployment.Value.ProjectId)}/deployments/{Ids.Text(deployment.Value.Id)}");
    }

    private static async Task<PageResult<Deployment>> ListDeployments(
        HttpContext http,
        long id,
        DeploymentService deployments,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, DeploymentDocuments.List);
        var page = await deployments.List(http.Call(), id, query.Page, cancellationToken);
        return new PageResult<Deployment>(page, query);
    }

    private static async Task<DocumentResult<Deployment>> GetDeployment(
        HttpContext http,
        long id,
        [FromRoute(Name = "deployment_id")] long deploymentId,
        DeploymentService deployments,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, DeploymentDocuments.List);
        var deployment = await deployments.Get(http.Call(), id, deploymentId, cancellationToken);
        return new DocumentResult<Deployment>(deployment, shape);
    }

    private static async Task<DocumentResult<Deployment>> UpdateDeployment(
        HttpContext http,
        long id,
        [FromRoute(Name = "deployment_id")] long deploymentId,
        DeploymentService deployments,
        CancellationToken cancellationToken) => new(await deployments.Update(
            http.Call(),
            id,
            deploymentId,
            await RequestBody.ReadMergePatch(http),
            EntityTags.IfMatch(http),
            cancellationToken));
}
