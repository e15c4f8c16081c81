using System.Net;
using Enterprise.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>
/// Tells what the SDK gave up on, after retries of its own, but what another try later may achieve.
/// </summary>
internal static class Unavailability
{
    private const HttpStatusCode RetryWith = (HttpStatusCode)449;

    /// <summary>The exception of the port, or null where trying again is no use.</summary>
    internal static StoreUnavailableException? Of(
        Exception exception, TimeSpan retryAfter, CancellationToken cancellationToken) => exception switch
        {
            CosmosException { StatusCode: var status } cosmos when IsTransient(status) =>
                Of(status, cosmos.RetryAfter ?? retryAfter, exception),
            HttpRequestException or TimeoutException => new("Cosmos DB is out of reach.", retryAfter, exception),
            OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                new("Cosmos DB did not answer in time.", retryAfter, exception),
            _ => null,
        };

    internal static StoreUnavailableException Of(
        HttpStatusCode status, TimeSpan retryAfter, Exception? exception = null) =>
        new($"Cosmos DB answers {(int)status}.", retryAfter, exception);

    internal static bool IsTransient(HttpStatusCode status) => status
        is HttpStatusCode.TooManyRequests
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.Gone
        or RetryWith
        or >= HttpStatusCode.InternalServerError;
}
