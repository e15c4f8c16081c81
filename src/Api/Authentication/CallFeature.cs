using Enterprise.Core.Access;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Authentication;

/// <summary>The call of a request, which its authentication sets.</summary>
internal static class CallFeature
{
    /// <summary>The request's call.</summary>
    internal static Call Call(this HttpContext http) => http.Features.Get<Call>()
        ?? throw new InvalidOperationException("The request has no authenticated caller.");

    /// <summary>Guards against a defect: no call is answered unless access to something was decided on it.</summary>
    internal static void RequireDecision(HttpContext http)
    {
        if (!http.Call().AccessDecided)
            throw new InvalidOperationException($"No access was decided on {http.Request.Method} {http.Request.Path}.");
    }
}
