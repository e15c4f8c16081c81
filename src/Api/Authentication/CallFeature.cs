using Enterprise.Core.Access;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Authentication;

/// <summary>The call that a request is, once its caller is known.</summary>
internal static class CallFeature
{
    /// <summary>The request's call.</summary>
    internal static Call Call(this HttpContext http) => http.Features.GetRequiredFeature<Call>();

    /// <summary>Fails rather than answer a call on which no access was decided: a defect, not the caller's fault.</summary>
    internal static void RequireDecision(HttpContext http)
    {
        if (!http.Call().AccessDecided)
            throw new InvalidOperationException($"No access was decided on {http.Request.Method} {http.Request.Path}.");
    }

    private static TFeature GetRequiredFeature<TFeature>(this Microsoft.AspNetCore.Http.Features.IFeatureCollection features) =>
        features.Get<TFeature>() ?? throw new InvalidOperationException("The request has no authenticated caller.");
}
