using System.Net;
using Enterprise.Core.Storage;
using Microsoft.Azure.Cosmos;

namespace Enterprise.Cosmos.Connections;

/// <summary>Which errors of the SDK, after its own retries, are transient: a later retry can succeed.</summary>
internal static class TransientErrors
{
    private const HttpStatusCode RetryWith = (HttpStatusCode)449;

    /// <summary>The port's exception for a transient error; null for any other.</summary>
    internal static StoreUnavailableException? Translate(
        Exception exception, TimeSpan retryAfter, CancellationToken cancellationToken) => exception switch
        {
            CosmosException { StatusCode: var status } cosmos when IsTransient(status) =>
                Unavailable(status, cosmos.RetryAfter ?? retryAfter, exception),
            HttpRequestException or TimeoutException => new("Cosmos DB is out of reach.", retryAfter, exception),
            OperationCanceledException when !cancellationToken.IsCancellationRequested =>
                new("Cosmos DB did not answer in time.", retryAfter, exception),
            _ => null,
        };

    internal static StoreUnavailableException Unavailable(
        HttpStatusCode status, TimeSpan retryAfter, Exception? exception = null) =>
        new($"Cosmos DB answers {(int)status}.", retryAfter, exception);

    internal static bool IsTransient(HttpStatusCode status) => status
        is HttpStatusCode.TooManyRequests
        or HttpStatusCode.RequestTimeout
        or HttpStatusCode.Gone
        or RetryWith
        or >= HttpStatusCode.InternalServerError;
}
