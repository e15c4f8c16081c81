using System.Net;
using Enterprise.Api.Problems;
using Enterprise.Core.Auditing;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Authentication;

/// <summary>The origin of requests.</summary>
internal static class Origins
{
    /// <summary>The client's address; an IPv4-mapped IPv6 address as IPv4.</summary>
    internal static IPAddress? AddressOf(HttpContext http)
    {
        var address = http.Connection.RemoteIpAddress;
        return address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
    }

    /// <summary>The origin that is audited for this request.</summary>
    internal static Origin Of(HttpContext http, long? userId) =>
        new(userId, AddressOf(http), UserAgent(http), ProblemResponse.TraceId(http));

    private static string? UserAgent(HttpContext http) =>
        http.Request.Headers.UserAgent is { Count: > 0 } agent ? agent.ToString() : null;
}
