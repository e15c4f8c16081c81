using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Problems;

/// <summary>Writes problem documents.</summary>
internal static class ProblemResponse
{
    internal const string MediaType = "application/problem+json";

    internal static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? http.TraceIdentifier;

    internal static Task Write(
        HttpContext http,
        ProblemKind kind,
        string? detail = null,
        IReadOnlyList<FieldError>? errors = null,
        TimeSpan? retryAfter = null)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IProblemWriter>() is { } writer)
            return writer.Write(http, kind, detail);
        var problem = new Problem
        {
            Type = kind.Type,
            Title = kind.Title,
            Status = kind.Status,
            Detail = detail,
            Instance = http.Request.Path,
            TraceId = TraceId(http),
            Errors = errors is { Count: > 0 } ? ByField(errors) : null,
        };
        http.Response.StatusCode = kind.Status;
        http.Response.ContentType = MediaType;
        if (retryAfter is { } delay)
            http.Response.Headers.RetryAfter = Math.Ceiling(delay.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (kind == ProblemKind.Unauthenticated)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        var json = JsonSerializer.SerializeToUtf8Bytes(problem, ApiJson.Default.Problem);
        http.Response.ContentLength = json.Length;
        return http.Response.Body.WriteAsync(json, http.RequestAborted).AsTask();
    }

    private static Dictionary<string, IReadOnlyList<string>> ByField(IReadOnlyList<FieldError> errors) => errors
        .GroupBy(error => error.Field, StringComparer.Ordinal)
        .ToDictionary(
            group => group.Key,
            IReadOnlyList<string> (group) => [.. group.Select(error => error.Message).Distinct(StringComparer.Ordinal)],
            StringComparer.Ordinal);
}
