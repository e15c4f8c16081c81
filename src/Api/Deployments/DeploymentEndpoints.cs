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
        routes.MapPost("/deployments/", CreateDeployment).WithTags("Deployments").Creates<NewDeployment>()
            .Says("Creates a deployment of a project.");
        var group = routes.MapGroup("/projects/{id:long}/deployments").WithTags("Deployments");
        group.MapGet("/", ListDeployments).Lists(DeploymentDocuments.List).Says("Lists a project's deployments.");
        group.MapGet("/{deployment_id:long}", GetDeployment).Reads(DeploymentDocuments.List).Says("Reads a deployment.");
        group.MapPatch("/{deployment_id:long}", UpdateDeployment).Patches<DeploymentProgress>()
            .Says("Advances a deployment.");
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
        return new PageResult<Deployment>(await deployments.List(http.Call(), id, query.Page, cancellationToken), query);
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
        CancellationToken cancellationToken) => new DocumentResult<Deployment>(await deployments.Update(
            http.Call(),
            id,
            deploymentId,
            await RequestBody.ReadMergePatch(http),
            EntityTags.IfMatch(http),
            cancellationToken));
}
