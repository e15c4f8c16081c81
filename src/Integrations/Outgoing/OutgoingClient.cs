using System.Net;
using Polly;

namespace Enterprise.Integrations.Outgoing;

/// <summary>What somebody else answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body, cut off where it was too long.</param>
/// <param name="RetryAfter">When it asked to be tried again.</param>
internal sealed record OutgoingAnswer(HttpStatusCode Status, ReadOnlyMemory<byte> Body, TimeSpan? RetryAfter);

/// <summary>The one way by which everything leaves: guarded, bounded in time and size, and silent about URLs.</summary>
internal sealed class OutgoingClient(IHttpClientFactory clients, OutgoingOptions options, TimeProvider time)
{
    /// <summary>The name under which the client is registered.</summary>
    internal const string Name = "Enterprise.Outgoing";

    /// <summary>How much of an answer is read: answers tell what became of a call and are not the point of it.</summary>
    internal const int MostBytes = 256 * 1024;

    /// <summary>Set on requests of which the other side may as well get two.</summary>
    internal static readonly HttpRequestOptionsKey<bool> MayRepeat = new("Enterprise.MayRepeat");

    /// <summary>Sends a request.</summary>
    /// <exception cref="OutgoingRefusedException">It may not be sent there.</exception>
    /// <exception cref="HttpRequestException">The other side did not answer.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    internal async Task<OutgoingAnswer> Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(Name);
        using var overall = new CancellationTokenSource(options.Overall, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, overall.Token);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var body = await Read(response.Content, either.Token);
            return new OutgoingAnswer(response.StatusCode, body, RetryAfter(response));
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

    /// <summary>Whether a failed attempt is worth another at once: nothing can have come of it, or nothing would.</summary>
    internal static ValueTask<bool> IsWorthRepeating(Outcome<HttpResponseMessage> outcome, ResilienceContext context)
    {
        var mayRepeat = context.GetRequestMessage()?.Options.TryGetValue(MayRepeat, out var set) == true && set;
        return ValueTask.FromResult(outcome switch
        {
            { Exception: HttpRequestException exception } => Refusal(exception) is null && (mayRepeat || NeverLeft(exception)),
            { Result.StatusCode: >= HttpStatusCode.InternalServerError } => mayRepeat,
            { Exception: Polly.Timeout.TimeoutRejectedException } => mayRepeat,
            _ => false,
        });
    }

    private static bool NeverLeft(HttpRequestException exception) => exception.HttpRequestError
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
        while (buffer.Length < MostBytes && (read = await stream.ReadAsync(part, cancellationToken)) > 0)
            buffer.Write(part, 0, (int)Math.Min(read, MostBytes - buffer.Length));
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
