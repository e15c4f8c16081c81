using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals.Delegations;
using Enterprise.Core.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Enterprise.Api.Approvals;

internal static class DelegationEndpoints
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/delegations").WithTags("Delegations");
        group.MapPost("/", CreateDelegation).WithBody<DelegationFields>().WithIdempotencyKey()
            .WithSummary("Lets a manager or an administrator decide approvals on behalf of another one for a period.");
        group.MapGet("/", ListDelegations).WithListQuery(DelegationList.Definition)
            .WithSummary("Lists the delegations from and to the caller; for administrators, all delegations.");
        group.MapGet("/{id:long}", GetDelegation).WithItemQuery(DelegationList.Definition)
            .WithSummary("Returns a delegation.");
        group.MapDelete("/{id:long}", EndDelegation).WithIfMatch()
            .WithSummary("Ends a delegation with immediate effect. It stays readable.");
    }

    private static async Task<CreatedDocumentResult<Delegation>> CreateDelegation(
        HttpContext http,
        DelegationService delegations,
        CancellationToken cancellationToken)
    {
        var (fields, key) = await RequestBody.ReadNew<DelegationFields>(http);
        var delegation = await delegations.Create(http.Call(), fields, key, cancellationToken);
        return new CreatedDocumentResult<Delegation>(delegation, $"/delegations/{Ids.Text(delegation.Value.Id)}");
    }

    private static async Task<PageResult<Delegation>> ListDelegations(
        HttpContext http,
        DelegationService delegations,
        CancellationToken cancellationToken)
    {
        var query = ListQuery.Read(http, DelegationList.Definition);
        return new PageResult<Delegation>(await delegations.List(http.Call(), query.Page, cancellationToken), query);
    }

    private static async Task<DocumentResult<Delegation>> GetDelegation(
        HttpContext http,
        long id,
        DelegationService delegations,
        CancellationToken cancellationToken)
    {
        var shape = ItemQuery.Shape(http, DelegationList.Definition);
        var delegation = await delegations.Get(http.Call(), id, cancellationToken);
        return new DocumentResult<Delegation>(delegation, shape);
    }

    private static async Task<NoBodyResult> EndDelegation(
        HttpContext http,
        long id,
        DelegationService delegations,
        CancellationToken cancellationToken)
    {
        await delegations.End(http.Call(), id, EntityTags.IfMatch(http), cancellationToken);
        return NoBodyResult.Instance;
    }
}
