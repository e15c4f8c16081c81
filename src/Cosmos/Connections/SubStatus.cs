using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>The code by which the service distinguishes responses of one status.</summary>
internal static class SubStatus
{
    /// <summary>
    /// Whether a response has none: a 404 with one is a container that does not exist or a replica that lags behind,
    /// not an item that does not exist.
    /// </summary>
    internal static bool IsNone(Headers headers) => headers["x-ms-substatus"] is null or "" or "0";
}
