using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Releases of projects.</summary>
public sealed class ReleaseFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateRelease))]
    public Task<IResult> CreateRelease(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "releases")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListReleases))]
    public Task<IResult> ListReleases(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/releases")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetRelease))]
    public Task<IResult> GetRelease(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}/releases/{release_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateRelease))]
    public Task<IResult> UpdateRelease(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "projects/{id:long}/releases/{release_id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
