using System.Net;
using Enterprise.Core.Notifications;

namespace Enterprise.Integrations.Outgoing;

/// <summary>Sends messages over HTTP; results name the host and never the URL.</summary>
internal static class Sending
{
    /// <summary>Sends the request and reads the response; a failure becomes a result.</summary>
    internal static async ValueTask<SendResult> Send(
        this OutgoingClient client,
        HttpRequestMessage request,
        Func<OutgoingResponse, SendResult> read,
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

    /// <summary>The result of a webhook by its status.</summary>
    internal static SendResult OfStatus(string host, OutgoingResponse response, string? reason = null)
    {
        var status = (int)response.Status;
        if (status is >= 200 and < 300)
            return SendResult.Sent;
        var error = reason is null ? $"{host} answered {status}." : $"{host} answered {status}: {reason}.";
        var isTransient = status >= 500
            || response.Status
                is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Conflict;
        return isTransient ? SendResult.Failed(error, response.RetryAfter) : SendResult.Refused(error);
    }

    /// <summary>The address of a channel as a URL; null if it is none.</summary>
    internal static Uri? UrlOf(MessageTarget target) =>
        Uri.TryCreate(target.Address, UriKind.Absolute, out var url)
        && url is { Scheme: "https" or "http", Host.Length: > 0 }
            ? url
            : null;
}
