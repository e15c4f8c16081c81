using System.Security.Claims;
using Enterprise.Api.Problems;
using Enterprise.Core.Access;
using Enterprise.Core.Identity;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Enterprise.Api.Authentication;

/// <summary>
/// Finds out who calls, by an API token of ours or by a JWT of the configured issuer, before any endpoint but the
/// anonymous ones runs.
/// </summary>
internal sealed partial class CallMiddleware(
    RequestDelegate next,
    CallerDirectory callers,
    FailedAuthentications failures,
    ApiOptions options,
    ILogger<CallMiddleware> logger)
{
    internal const string BreakGlassHeader = "Break-Glass-Reason";

    private const string Scheme = "Bearer ";
    private const int MostReasonCharacters = 500;

    public async Task Invoke(HttpContext http)
    {
        var authorization = http.Request.Headers.Authorization;
        if (http.GetEndpoint() is not { } endpoint
            || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null
            || (authorization.Count == 0 && endpoint.Metadata.GetMetadata<AuthenticatedByEndpoint>() is not null))
        {
            await next(http);
            return;
        }

        var address = Origins.AddressOf(http);
        if (failures.AreTooMany(address, out var retryAfter))
        {
            await ProblemResponse.Write(http, ProblemKind.TooManyRequests, "Too many failed authentications.", retryAfter: retryAfter);
            return;
        }

        var caller = authorization.Count == 1 && authorization[0] is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? await Find(http, header[Scheme.Length..].Trim())
            : null;
        if (caller is null)
        {
            if (authorization.Count > 0)
            {
                failures.Count(address);
                LogRefused(logger, address?.ToString());
            }

            await ProblemResponse.Write(http, ProblemKind.Unauthenticated, "Send a valid token: Authorization: Bearer TOKEN.");
            return;
        }

        var origin = Origins.Of(http, caller.UserId) with { IsAgent = caller.IsAgent };
        http.Features.Set(new Call(caller, origin, BreakGlassReason(http)));
        await next(http);
    }

    private async ValueTask<Caller?> Find(HttpContext http, string token)
    {
        if (!options.Authentication.IsConfigured || token.Count(character => character == '.') != 2)
            return await callers.FromToken(token, http.RequestAborted);
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal || !IsVerified(principal.FindFirstValue("email_verified")))
            return null;
        return principal.FindFirstValue("email") is { } email
            ? await callers.FromEmail(email, http.RequestAborted)
            : null;
    }

    /// <summary>An issuer that says nothing of it vouches for its addresses; one that says anything but true does not.</summary>
    private static bool IsVerified(string? claim) => claim is null || string.Equals(claim, "true", StringComparison.OrdinalIgnoreCase);

    private static string? BreakGlassReason(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(BreakGlassHeader, out var reason))
            return null;
        var text = reason.ToString().Trim();
        return text.Length is >= 10 and <= MostReasonCharacters
            ? text
            : throw RefusedException.Invalid(BreakGlassHeader, $"Expected a reason of 10 to {MostReasonCharacters} characters.");
    }

    [LoggerMessage(LogLevel.Information, "Refused an invalid token from {Address}.")]
    private static partial void LogRefused(ILogger logger, string? address);
}
