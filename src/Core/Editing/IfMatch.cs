using Enterprise.Core.Problems;
using Enterprise.Core.Storage;

namespace Enterprise.Core.Editing;

/// <summary>The versions that a caller expects (RFC 9110, section 13.1.1).</summary>
/// <param name="Versions">The versions of the If-Match header; null when there was none, or it was <c>*</c>.</param>
public sealed record IfMatch(IReadOnlyList<string>? Versions)
{
    /// <summary>Any version will do.</summary>
    public static IfMatch Any { get; } = new((IReadOnlyList<string>?)null);

    /// <summary>Refuses a document of another version with a 412.</summary>
    internal void Check<T>(Document<T> document)
        where T : class
    {
        if (Versions is not null && !Versions.Contains(document.Version))
            throw RefusedException.PreconditionFailed();
    }
}
