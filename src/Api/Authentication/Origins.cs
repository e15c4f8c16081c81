using System.Net;
using Enterprise.Api.Problems;
using Enterprise.Core.Auditing;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Authentication;

/// <summary>Where requests come from.</summary>
internal static class Origins
{
    /// <summary>The client's address; a v4 address in v6 clothes as v4.</summary>
    internal static IPAddress? AddressOf(HttpContext http) => http.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped
        ? mapped.MapToIPv4()
        : http.Connection.RemoteIpAddress;

    /// <summary>The origin of what a user does by this request.</summary>
    internal static Origin Of(HttpContext http, long? userId) =>
        new(userId, AddressOf(http), UserAgent(http), ProblemResponse.TraceId(http));

    private static string? UserAgent(HttpContext http) =>
        http.Request.Headers.UserAgent is { Count: > 0 } agent ? agent.ToString() : null;
}
