using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Releases;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Releases;

internal static class ReleaseEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/releases/", CreateRelease).WithTags("Releases").WithBreakGlass()
            .WithBody<NewRelease>().WithIdempotencyKey()
            .WithSummary("Creates a release; if publishing it requires approval, as a draft until it is approved.");
        var group = routes.MapGroup("/projects/{id:long}/releases").WithTags("Releases").WithBreakGlass();
        group.MapGet("/", ListReleases).WithListQuery(ReleaseDocuments.List)
            .WithSummary("Lists a project's releases.");
        group.MapGet("/{release_id:long}", GetRelease).WithItemQuery(ReleaseDocuments.List)
            .WithSummary("Returns a release.");
        group.MapPatch("/{release_id:long}", UpdateRelease).WithMergePatch<ReleaseFields>().WithIfMatch()
            .WithSummary("Changes a draft release, publishes it, or rolls a published release back.");
    }

    private static async Task<CreationResult<Release>> CreateRelease(
        HttpContext http,
        ReleaseService releases,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<NewRelease>(http);
        var release = await releases.Create(http.Call(), fields, key, cancellationToken);
        return new CreationResult<Release>(
            release,
            made => $"/projects/{Ids.Text(made.ProjectId)}/releases/{Ids.Text(made.Id)}");
    }

    private static async Task<PageResult<Release>> ListReleases(
        HttpContext http,
        long id,
        ReleaseService releases,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ReleaseDocuments.List);
        return new PageResult<Release>(await releases.List(http.Call(), id, query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Release>> GetRelease(
        HttpContext http,
        long id,
        [FromRoute(Name = "release_id")] long releaseId,
        ReleaseService releases,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ReleaseDocuments.List);
        var release = await releases.Get(http.Call(), id, releaseId, cancellationToken);
        return new DocumentResult<Release>(release, shape);
    }

    private static async Task<ChangeResult<Release>> UpdateRelease(
        HttpContext http,
        long id,
        [FromRoute(Name = "release_id")] long releaseId,
        ReleaseService releases,
        CancellationToken cancellationToken) => new(await releases.Update(
            http.Call(),
            id,
            releaseId,
            await RequestBody.ReadMergePatch(http),
            EntityTags.IfMatch(http),
            cancellationToken));
}
