using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Environments of projects.</summary>
public sealed class EnvironmentFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateEnvironment))]
    public Task<IResult> CreateEnvironment(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "environments")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListEnvironments))]
    public Task<IResult> ListEnvironments(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/environments")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetEnvironment))]
    public Task<IResult> GetEnvironment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/environments/{environment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceEnvironment))]
    public Task<IResult> ReplaceEnvironment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous, "put", Route = "projects/{id:long}/environments/{environment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateEnvironment))]
    public Task<IResult> UpdateEnvironment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous, "patch", Route = "projects/{id:long}/environments/{environment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(DeleteEnvironment))]
    public Task<IResult> DeleteEnvironment(
        [
            HttpTrigger(
                AuthorizationLevel.Anonymous,
                "delete",
                Route = "projects/{id:long}/environments/{environment_id:long}"),
        ]
        HttpRequest request) =>
        pipeline.Answer(request);
}
