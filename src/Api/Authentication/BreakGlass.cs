using Enterprise.Core.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Enterprise.Api.Authentication;

/// <summary>
/// Metadata: administrators may bypass the domain and network restrictions of projects with a stated reason.
/// </summary>
internal sealed record BreakGlassMetadata;

/// <summary>The header in which administrators state why they bypass restrictions (break-glass).</summary>
internal static class BreakGlass
{
    internal const string Header = "Break-Glass-Reason";

    private const int MinCharacters = 10;
    private const int MaxCharacters = 500;

    /// <summary>Declares that the header has an effect on these endpoints.</summary>
    internal static TBuilder WithBreakGlass<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new BreakGlassMetadata());

    /// <summary>The stated reason, trimmed; null without the header. A reason of another length is a 422.</summary>
    internal static string? ReasonOf(HttpContext http)
    {
        if (!http.Request.Headers.TryGetValue(Header, out var reason))
            return null;
        var text = reason.ToString().Trim();
        return text.Length is >= MinCharacters and <= MaxCharacters
            ? text
            : throw RefusedException.Invalid(
                Header,
                $"Expected a reason of {MinCharacters} to {MaxCharacters} characters.");
    }
}
