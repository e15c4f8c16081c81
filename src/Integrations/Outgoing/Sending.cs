using System.Net;
using Enterprise.Core.Notifications;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Tells what became of a message that was sent over HTTP, without the URL it went to.</summary>
internal static class Sending
{
    /// <summary>Sends the request and reads the answer; what keeps it from arriving becomes a result.</summary>
    internal static async ValueTask<SendResult> Send(
        this OutgoingClient client,
        HttpRequestMessage request,
        Func<OutgoingAnswer, SendResult> read,
        CancellationToken cancellationToken)
    {
        var host = request.RequestUri!.IdnHost;
        try
        {
            return read(await client.Send(request, cancellationToken));
        }
        catch (OutgoingRefusedException refusal)
        {
            return SendResult.Refused(refusal.Message);
        }
        catch (HttpRequestException exception)
        {
            return SendResult.Failed($"{host} can't be reached: {exception.HttpRequestError}.");
        }
        catch (TimeoutException)
        {
            return SendResult.Failed($"{host} did not answer in time.");
        }
        catch (IOException)
        {
            return SendResult.Failed($"{host} ended the connection.");
        }
    }

    /// <summary>What a webhook's status says.</summary>
    internal static SendResult OfStatus(string host, OutgoingAnswer answer, string? reason = null)
    {
        var status = (int)answer.Status;
        if (status is >= 200 and < 300)
            return SendResult.Sent;
        var error = reason is null ? $"{host} answered {status}." : $"{host} answered {status}: {reason}.";
        var isTransient = status >= 500
            || answer.Status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict;
        return isTransient ? SendResult.Failed(error, answer.RetryAfter) : SendResult.Refused(error);
    }

    /// <summary>An address of a channel as a URL; null where it is none.</summary>
    internal static Uri? UrlOf(MessageTarget target) =>
        Uri.TryCreate(target.Address, UriKind.Absolute, out var url) && url is { Scheme: "https" or "http", Host.Length: > 0 } ? url : null;
}
