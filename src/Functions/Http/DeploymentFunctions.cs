using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Deployments of releases.</summary>
public sealed class DeploymentFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateDeployment))]
    public Task<IResult> CreateDeployment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "deployments")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListDeployments))]
    public Task<IResult> ListDeployments(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/deployments")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetDeployment))]
    public Task<IResult> GetDeployment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/deployments/{deployment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateDeployment))]
    public Task<IResult> UpdateDeployment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous, "patch", Route = "projects/{id:long}/deployments/{deployment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);
}
