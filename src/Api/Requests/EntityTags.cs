using Enterprise.Core.Editing;
using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Enterprise.Api.Requests;

/// <summary>Versions as entity tags (RFC 9110, section 8.8.3), and the conditions that name them.</summary>
internal static class EntityTags
{
    internal static string Of(string version) => $"\"{version}\"";

    /// <summary>The condition of If-Match; without the header any version matches.</summary>
    internal static IfMatch IfMatch(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0)
            return Core.Editing.IfMatch.Any;
        if (!EntityTagHeaderValue.TryParseStrictList(Values(header), out var tags))
            throw RefusedException.Invalid("If-Match", "Expected entity tags such as \"1\", or *.");

        // If-Match compares strongly (RFC 9110, section 13.1.1), so a weak tag matches nothing.
        return tags.Contains(EntityTagHeaderValue.Any)
            ? Core.Editing.IfMatch.Any
            : new IfMatch([.. tags.Where(tag => !tag.IsWeak).Select(tag => tag.Tag.ToString().Trim('"'))]);
    }

    /// <summary>Whether the caller has this version already (If-None-Match, RFC 9110, section 13.1.2).</summary>
    internal static bool IsKnown(HttpContext http, string version)
    {
        var header = http.Request.Headers.IfNoneMatch;
        return header.Count > 0
            && EntityTagHeaderValue.TryParseList(Values(header), out var tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || Matches(tag));

        bool Matches(EntityTagHeaderValue tag) => tag.Tag.AsSpan().Trim('"').SequenceEqual(version);
    }

    private static string[] Values(StringValues header) => [.. header.Select(value => value ?? "")];
}
