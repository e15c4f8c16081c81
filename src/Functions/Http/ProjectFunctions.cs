using Enterprise.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Enterprise.Functions.Http;

/// <summary>Projects.</summary>
public sealed class ProjectFunctions(Pipeline pipeline)
{
    [Function(nameof(CreateProject))]
    public Task<IResult> CreateProject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "projects")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ListProjects))]
    public Task<IResult> ListProjects(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(GetProject))]
    public Task<IResult> GetProject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "projects/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ReplaceProject))]
    public Task<IResult> ReplaceProject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "projects/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(UpdateProject))]
    public Task<IResult> UpdateProject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "projects/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);

    [Function(nameof(ArchiveProject))]
    public Task<IResult> ArchiveProject(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "projects/{id:long}")]
        HttpRequest request) =>
        pipeline.Answer(request);
}
