using System.Net;
using Polly;

namespace Enterprise.Integrations.Outgoing;

/// <summary>The response of another service.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body, truncated to <see cref="OutgoingClient.MaxBytes"/>.</param>
/// <param name="RetryAfter">The pause before a retry, if the service asked for one.</param>
internal sealed record OutgoingResponse(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);

/// <summary>The client of every outgoing request: guarded, bounded in time and size, without URLs in logs.</summary>
internal sealed class OutgoingClient(IHttpClientFactory clients, OutgoingOptions options, TimeProvider time)
{
    /// <summary>The name under which the client is registered.</summary>
    internal const string Name = "Enterprise.Outgoing";

    /// <summary>How many bytes of a response are read: only its outcome matters.</summary>
    internal const int MaxBytes = 256 * 1024;

    /// <summary>Set on requests that may be retried whatever happened to the first attempt.</summary>
    internal static readonly HttpRequestOptionsKey<bool> IsIdempotent = new("Enterprise.IsIdempotent");

    /// <summary>Sends a request.</summary>
    /// <exception cref="OutgoingRefusedException">The guard refuses the host.</exception>
    /// <exception cref="HttpRequestException">There is no response.</exception>
    /// <exception cref="TimeoutException">There is no response in time.</exception>
    internal async Task<OutgoingResponse> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Name);
        using var overall = new CancellationTokenSource(options.Overall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overall.Token);
        try
        {
            using var response = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await Read(response.Content, either.Token);
            return new OutgoingResponse(response.StatusCode, body, RetryAfter(response));
        }
        catch (HttpRequestException exception) when (Refusal(exception) is { } refusal)
        {
            throw refusal;
        }
        catch (Exception exception) when (IsTimeout(exception) && !cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.RequestUri!.IdnHost} did not answer in time.", exception);
        }
    }

    /// <summary>Whether a failed attempt is retried: it was not sent, or the request is idempotent.</summary>
    internal static ValueTask<bool> ShouldRetry(Outcome<HttpResponseMessage> outcome, ResilienceContext context)
    {
        var isIdempotent = context.GetRequestMessage()?.Options.TryGetValue(IsIdempotent, out var set) == true && set;
        return ValueTask.FromResult(outcome switch
        {
            { Exception: HttpRequestException exception } =>
                Refusal(exception) is null && (isIdempotent || WasNotSent(exception)),
            { Result.StatusCode: >= HttpStatusCode.InternalServerError } => isIdempotent,
            { Exception: Polly.Timeout.TimeoutRejectedException } => isIdempotent,
            _ => false,
        });
    }

    private static bool WasNotSent(HttpRequestException exception) => exception.HttpRequestError
        is HttpRequestError.NameResolutionError
        or HttpRequestError.ConnectionError
        or HttpRequestError.SecureConnectionError
        or HttpRequestError.ProxyTunnelError;

    private static OutgoingRefusedException? Refusal(Exception? exception) =>
        exception as OutgoingRefusedException ?? (exception is null ? null : Refusal(exception.InnerException));

    private static bool IsTimeout(Exception exception) =>
        exception is Polly.Timeout.TimeoutRejectedException or OperationCanceledException;

    private static async Task<ReadOnlyMemory<byte>> Read(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = new MemoryStream();
        var part = new byte[16 * 1024];
        int read;
        while (buffer.Length < MaxBytes && (read = await stream.ReadAsync(part, cancellationToken)) > 0)
            buffer.Write(part, 0, (int)Math.Min(read, MaxBytes - buffer.Length));
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var delay = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
