using System.Net;

namespace Enterprise.Core.Auditing;

/// <summary>Where a request came from, for the audit trail.</summary>
/// <param name="UserId">Who made it; null for the system itself.</param>
/// <param name="IpAddress">The client's address; null for the system itself.</param>
/// <param name="UserAgent">The client's User-Agent header.</param>
/// <param name="RequestId">The request's trace id.</param>
public sealed record Origin(long? UserId, IPAddress? IpAddress, string? UserAgent, string? RequestId)
{
    /// <summary>Whether a program acted in the user's name.</summary>
    public bool IsAgent { get; init; }

    /// <summary>The system itself: the first start, the command line.</summary>
    public static Origin System { get; } = new(null, null, null, null);
}
