using Enterprise.Api.Authentication;
using Enterprise.Api.Lists;
using Enterprise.Api.Requests;
using Enterprise.Api.Responses;
using Enterprise.Core.Approvals;
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
        group.MapPost("/", CreateDelegation).Creates<DelegationFields>()
            .Says("Lets a manager or administrator decide approvals in another's place for a while.");
        group.MapGet("/", ListDelegations).Lists(DelegationList.Definition)
            .Says("Lists the delegations from and to the caller; an administrator's list holds all.");
        group.MapGet("/{id:long}", GetDelegation).Reads(DelegationList.Definition).Says("Reads a delegation.");
        group.MapDelete("/{id:long}", EndDelegation).Removes().Says("Ends a delegation at once. It stays readable.");
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
