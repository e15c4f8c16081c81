using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.DeadLetters;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.DeadLetters;

internal static class DeadLetterEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/dead-letters").WithTags("Audit");
        group.MapGet("/", ListDeadLetters).WithListQuery(DeadLetterDocuments.List)
            .WithSummary("Lists the changes that a consumer, such as the audit trail, failed to process and parked.");
        group.MapPost("/{consumer}/{change_id}/replay", ReplayDeadLetter).WithIfMatch()
            .WithSummary("Processes a parked change again. It leaves the list when it succeeds.");
    }

    private static async Task<PageResult<DeadLetter>> ListDeadLetters(
        HttpContext http,
        DeadLetterOperations letters,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, DeadLetterDocuments.List);
        return new PageResult<DeadLetter>(await letters.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<NoBodyResult> ReplayDeadLetter(
        HttpContext http,
        string consumer,
        [FromRoute(Name = "change_id")] string changeId,
        DeadLetterOperations letters,
        CancellationToken cancellationToken)
    {
        await letters.Replay(http.Call(), consumer, changeId, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
