using System.Security.Claims;
using Enterprise.Api.Configuration;
using Enterprise.Api.Problems;
using Enterprise.Core.Access;
using Enterprise.Core.Identity;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Enterprise.Api.Authentication;

/// <summary>
/// Authenticates the caller, by one of our API tokens or by a JWT of the configured issuer, before any endpoint but
/// the anonymous ones runs.
/// </summary>
internal sealed partial class CallMiddleware(
    RequestDelegate next,
    CallerDirectory callers,
    FailedAuthenticationLimiter failures,
    ApiOptions options,
    ILogger<CallMiddleware> logger)
{
    private const string Scheme = "Bearer ";

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
            await ProblemResponse.Write(
                http,
                ProblemKind.TooManyRequests,
                "Too many failed authentications.",
                retryAfter: retryAfter);
            return;
        }

        if (await Authenticate(http, authorization) is not { } caller)
        {
            if (authorization.Count > 0)
            {
                failures.Count(address);
                LogRefused(logger, address?.ToString());
            }

            await ProblemResponse.Write(
                http,
                ProblemKind.Unauthenticated,
                "Send a valid token: Authorization: Bearer TOKEN.");
            return;
        }

        var origin = Origins.Of(http, caller.UserId) with { IsAgent = caller.IsAgent };
        http.Features.Set(new Call(caller, origin, BreakGlass.ReasonOf(http)));
        await next(http);
    }

    /// <summary>The caller whom the header identifies; null unless it holds one valid bearer token.</summary>
    private async ValueTask<Caller?> Authenticate(HttpContext http, StringValues authorization)
    {
        if (authorization.Count != 1
            || authorization[0] is not { } header
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var token = header[Scheme.Length..].Trim();
        if (!options.Authentication.IsConfigured || token.Count(character => character == '.') != 2)
            return await callers.FromToken(token, http.RequestAborted);
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (result.Principal is not { } principal || !IsVerified(principal.FindFirstValue("email_verified")))
            return null;
        return principal.FindFirstValue("email") is { } email
            ? await callers.FromEmail(email, http.RequestAborted)
            : null;
    }

    /// <summary>Without the claim the issuer is trusted to issue verified addresses only.</summary>
    private static bool IsVerified(string? claim) =>
        claim is null || string.Equals(claim, "true", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Information, "Refused an invalid token from {Address}.")]
    private static partial void LogRefused(ILogger logger, string? address);
}
