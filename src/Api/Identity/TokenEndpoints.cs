using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Identity;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Identity;

internal static class TokenEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/users/{id:long}/tokens").WithTags("Tokens");
        group.MapPost("/", CreateToken).WithBody<ApiTokenFields>().WithIdempotencyKey()
            .WithSummary("Issues an API token. Only this response contains the token itself.");
        group.MapGet("/", ListTokens).WithListQuery(ApiTokenService.List)
            .WithSummary("Lists a user's API tokens.");
        group.MapGet("/{token_id:long}", GetToken).WithItemQuery(ApiTokenService.List)
            .WithSummary("Returns what is known of an API token, without the token itself.");
        group.MapDelete("/{token_id:long}", RevokeToken).WithIfMatch()
            .WithSummary("Revokes an API token with immediate effect.");
    }

    private static async Task<CreatedValueResult<IssuedApiToken>> CreateToken(
        HttpContext http,
        long id,
        ApiTokenService tokens,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<ApiTokenFields>(http);
        var token = await tokens.Issue(http.Call(), id, fields, key, cancellationToken);
        http.Response.Headers.CacheControl = "no-store";
        return new CreatedValueResult<IssuedApiToken>(token, $"/users/{Ids.Text(id)}/tokens/{Ids.Text(token.Id)}");
    }

    private static async Task<PageResult<ApiToken>> ListTokens(
        HttpContext http,
        long id,
        ApiTokenService tokens,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, ApiTokenService.List);
        return new PageResult<ApiToken>(await tokens.Page(http.Call(), id, query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<ApiToken>> GetToken(
        HttpContext http,
        long id,
        [FromRoute(Name = "token_id")] long tokenId,
        ApiTokenService tokens,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, ApiTokenService.List);
        var token = await tokens.Get(http.Call(), id, tokenId, cancellationToken);
        return new DocumentResult<ApiToken>(token, shape);
    }

    private static async Task<NoBodyResult> RevokeToken(
        HttpContext http,
        long id,
        [FromRoute(Name = "token_id")] long tokenId,
        ApiTokenService tokens,
        CancellationToken cancellationToken)
    {
        await tokens.Revoke(http.Call(), id, tokenId, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
