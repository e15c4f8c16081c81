using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

internal static class ServiceStatus
{
    /// <summary>
    /// Whether a status says what it says, without a sub-status: a 404 with one is a container that does not exist or
    /// a replica that lags behind, not an item that does not exist.
    /// </summary>
    internal static bool IsPlain(Headers headers) => headers["x-ms-substatus"] is null or "" or "0";
}
