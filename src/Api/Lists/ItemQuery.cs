using Enterprise.Api.Responses;
using Enterprise.Core.Listing;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Lists;

/// <summary>The query string of a single entity: <c>fields</c>, <c>expand</c> and the endpoint's own.</summary>
internal static class ItemQuery
{
    internal static Shape Shape<T>(HttpContext http, ListDefinition<T> definition, params ReadOnlySpan<string> known)
        where T : class
    {
        var query = http.Request.Query;
        if (query.Count == 0)
            return Responses.Shape.Whole;
        foreach (var name in query.Keys)
        {
            if (name is not ("fields" or "expand") && !known.Contains(name))
                throw RefusedException.Invalid(name, "There is no such parameter.");
        }

        return Responses.Shape.Read(
            http,
            definition,
            [.. definition.Type.Json.Properties.Select(property => property.Name)]);
    }
}
